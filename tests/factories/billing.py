from datetime import date
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from coin.billing.enums import DocumentKind, DocumentState, PaymentMeans
from coin.billing.models import Document, Line, Payment
from tests.factories.members import MemberFactory


class DocumentFactory(DjangoModelFactory[Document]):
    """A draft with one line of its total. Use coin.billing.services to issue it."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    kind = DocumentKind.INVOICE
    member = factory.SubFactory(MemberFactory)
    period_start = date(2026, 11, 1)
    period_end = date(2026, 12, 1)
    total = Decimal("8.00")

    @factory.post_generation
    def lines(self: Document, create: bool, extracted: object, **kwargs: Any) -> None:  # type: ignore[misc]
        # No line joins a document that is issued: the database refuses it.
        if create and self.state == DocumentState.DRAFT and extracted is None:
            Line.objects.create(
                document=self,
                label="VPN",
                unit_price=self.total,
                amount=self.total,
                period_start=self.period_start,
                period_end=self.period_end,
            )


class PaymentFactory(DjangoModelFactory[Payment]):
    class Meta:
        model = Payment

    member = factory.SubFactory(MemberFactory)
    amount = Decimal("8.00")
    received_on = date(2026, 11, 5)
    means = PaymentMeans.TRANSFER
