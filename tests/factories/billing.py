from datetime import date
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from coin.billing.enums import DocumentKind, DocumentState, PaymentMeans
from coin.billing.models import Document, Line, Payment
from tests.factories.members import MemberFactory


class DocumentFactory(DjangoModelFactory[Document]):
    """A draft with one line of its total. Use coin.billing.documents.issuing to issue it."""

    class Meta:
        model = Document

    kind = DocumentKind.INVOICE
    member = factory.SubFactory(MemberFactory)
    period_start = date(2026, 11, 1)
    period_end = date(2026, 12, 1)
    total = Decimal("8.00")

    @classmethod
    def _create(cls, model_class: type[Document], *args: Any, **kwargs: Any) -> Document:
        """`lines=False` makes it without; no line joins an issued one: the database refuses it."""
        with_line = kwargs.pop("lines", True)
        document: Document = super()._create(model_class, *args, **kwargs)  # type: ignore[no-untyped-call]
        if with_line and document.state == DocumentState.DRAFT:
            _one_line(document)
        return document


def _one_line(document: Document) -> None:
    Line.objects.create(
        document=document,
        label="VPN",
        unit_price=document.total,
        amount=document.total,
        period_start=document.period_start,
        period_end=document.period_end,
    )


class PaymentFactory(DjangoModelFactory[Payment]):
    class Meta:
        model = Payment

    member = factory.SubFactory(MemberFactory)
    amount = Decimal("8.00")
    received_on = date(2026, 11, 5)
    means = PaymentMeans.TRANSFER
