"""Alice, who owes money, and a bank whose statements reach until a given day."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.documents.issuing import issue
from coin.billing.models import BankAccount, BankImport, Document
from coin.billing.payments.services import record_payment
from coin.core.models import Association
from coin.members.models import Member
from tests.factories import DocumentFactory

TODAY = date(2026, 11, 22)


def euros(amount: str) -> Decimal:
    return Decimal(amount)


def issued(
    member: Member, total: str = "30.00", on: date = TODAY, kind: str = "invoice"
) -> Document:
    """A document of that day, to be paid thirty days later."""
    draft = DocumentFactory.create(member=member, total=Decimal(total), kind=kind)
    return issue(draft, actor=None, on=on)


def pay(member: Member, amount: str, on: date = TODAY) -> None:
    record_payment(member, amount=Decimal(amount), received_on=on, means="transfer", actor=None)


def bank_known(until: date = TODAY) -> None:
    account = BankAccount.objects.get_or_create(name="Bank")[0]
    BankImport.objects.create(
        account=account,
        name="statement",
        format="csv",
        starts_on=date(2026, 1, 1),
        ends_on=until,
        lines_read=0,
        lines_new=0,
    )


@pytest.fixture
def late(association: Association, alice: Member) -> list[Document]:
    """Two invoices of Alice's, to be paid by 1 October and by 1 November."""
    return [
        issued(alice, "30.00", date(2026, 9, 1)),
        issued(alice, "20.00", date(2026, 10, 2)),
    ]
