"""Short functions that make the rows with which races begin."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from coin.billing.debits import services as debits
from coin.billing.documents.issuing import issue
from coin.billing.enums import BankLineState, MandateState
from coin.billing.models import (
    BankAccount,
    BankImport,
    BankLine,
    DebitBatch,
    Document,
    Mandate,
    OnlinePayment,
    Payment,
    StoredMeans,
)
from coin.billing.payments.services import record_payment
from coin.core.models import Association, AuditEntry
from coin.members.models import Member, User
from tests.factories import DocumentFactory, MemberFactory, SeatFactory, WorkingGroupFactory

IBAN = "FR1420041010050500013M02606"
Scene = SimpleNamespace


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def euros(amount: str | int) -> Decimal:
    return Decimal(amount)


def association(**values: Any) -> Association:
    """The association, with all that the law asks of it to issue documents and take direct debits."""
    row = Association.current()
    usual = {
        "name": "Les Ondes libres",
        "street": "12 montée des Grands-Pins",
        "postal_code": "69005",
        "city": "Lyon",
        "siren": "123456782",
        "iban": "FR7630006000011234567890189",
        "bic": "AGRIFRPP",
        "creditor_identifier": "FR72ZZZ123456",
    }
    for name, value in {**usual, **values}.items():
        setattr(row, name, value)
    row.save()
    return row


def member(**values: Any) -> Member:
    return MemberFactory.create(**values)


def volunteer(*capabilities: str) -> User:
    group = WorkingGroupFactory.create(capabilities=list(capabilities))
    return SeatFactory.create(group=group).user


def draft(of: Member | None = None, amount: str = "8.00", **values: Any) -> Document:
    association()
    return DocumentFactory.create(member=of or member(), total=Decimal(amount), **values)


def issued(of: Member | None = None, amount: str = "8.00", **values: Any) -> Document:
    """An issued invoice, not paid."""
    return issue(draft(of, amount, **values), actor=None)


def pay(
    by: Member, amount: str = "8.00", means: str = "transfer", on: date | None = None
) -> Payment:
    return record_payment(
        by, amount=Decimal(amount), received_on=on or today(), means=means, actor=None
    )


def paid(amount: str = "8.00", means: str = "transfer") -> Payment:
    """A payment of a member who owed nothing: all of it is credit."""
    return pay(member(), amount, means)


def mandate(of: Member, **values: Any) -> Mandate:
    count = Mandate.objects.count() + 1
    usual = {
        "rum": f"{of.reference}-{count}",
        "iban": IBAN,
        "iban_end": IBAN[-4:],
        "holder": of.name,
        "signed_on": today(-30),
        "state": MandateState.ACTIVE,
    }
    return Mandate.objects.create(member=of, **{**usual, **values})


def owing_by_debit(count: int = 1) -> list[Document]:
    """Members with a mandate, who each owe 8 €."""
    documents = [issued() for _member in range(count)]
    for document in documents:
        mandate(document.member)
    return documents


def collection_day() -> date:
    from coin.billing.debits.bank_days import next_bank_day

    association = Association.current()
    return next_bank_day(today(max(association.debit_notice_days, association.payment_days) + 5))


def announced(count: int = 1) -> DebitBatch:
    owing_by_debit(count)
    batch = debits.draft_batch(collection_day(), actor=None)
    debits.announce(batch, actor=None)
    return batch


def bank_line(amount: str = "8.00", account: BankAccount | None = None, **values: Any) -> BankLine:
    account = account or BankAccount.objects.get_or_create(name="Courant")[0]
    source = BankImport.objects.create(
        account=account,
        name="statement",
        format="csv",
        starts_on=today(-30),
        ends_on=today(),
        lines_read=1,
        lines_new=1,
    )
    usual = {"booked_on": today(), "state": BankLineState.TO_MATCH}
    return BankLine.objects.create(
        account=account, source=source, amount=Decimal(amount), **{**usual, **values}
    )


def kept_card(of: Member) -> StoredMeans:
    return StoredMeans.objects.create(
        member=of, kind="card", customer_id="cus_1", method_id=f"pm_{of.pk}", last4="4242"
    )


def charge(days: int = 20) -> OnlinePayment:
    """An announced charge of a stored card, for a document of 8 €."""
    document = issued()
    row = OnlinePayment.objects.create(
        member=document.member,
        kind="charge",
        amount=document.total,
        means=kept_card(document.member),
        charge_on=today(days),
    )
    row.documents.set([document])
    return row


def acts(slug: str) -> int:
    """How many rows of the journal record this act."""
    return AuditEntry.objects.filter(action=slug).count()


def change(slug: str, field: str) -> Any:
    """The values of a field before and after the last act of this kind, as the journal records them."""
    return AuditEntry.objects.filter(action=slug).latest("pk").changes.get(field)
