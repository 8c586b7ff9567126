from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from coin.billing.enums import DocumentKind, PaymentMeans
from coin.billing.models import Document, Payment
from tests.factories.members import MemberFactory


class DocumentFactory(DjangoModelFactory[Document]):
    """A draft. Use coin.billing.services to issue it."""

    class Meta:
        model = Document

    kind = DocumentKind.INVOICE
    member = factory.SubFactory(MemberFactory)
    period_start = date(2026, 11, 1)
    period_end = date(2026, 12, 1)
    total = Decimal("8.00")


class PaymentFactory(DjangoModelFactory[Payment]):
    class Meta:
        model = Payment

    member = factory.SubFactory(MemberFactory)
    amount = Decimal("8.00")
    received_on = date(2026, 11, 5)
    means = PaymentMeans.TRANSFER
