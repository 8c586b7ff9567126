"""An association that takes debits, and Alice (n° 42) who owes 8 € and has a mandate."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from coin.billing.debits import mandates
from coin.billing.debits import services as debits
from coin.billing.documents.issuing import issue
from coin.billing.models import DebitBatch, Document, Mandate
from coin.core.models import Association
from coin.members.models import Member
from tests.factories import DocumentFactory

ICS = "FR72ZZZ123456"
IBAN = "FR1420041010050500013M02606"
COLLECTION = date(2026, 12, 22)


def issued(member: Member, total: str = "8.00") -> Document:
    return issue(DocumentFactory.create(member=member, total=Decimal(total)), actor=None)


def signed(member: Member, iban: str = IBAN) -> Mandate:
    user = member.representatives.get().user
    return mandates.sign_on_line(
        member, iban=iban, holder=member.name, address="192.0.2.1", actor=user
    )


@pytest.fixture
def creditor(association: Association) -> Association:
    association.creditor_identifier = ICS
    association.save()
    return association


@pytest.fixture
def owing(creditor: Association, alice: Member) -> Member:
    Member.objects.filter(pk=alice.pk).update(number=42)
    alice.refresh_from_db()
    signed(alice)
    issued(alice)
    return alice


@pytest.fixture
def announced(owing: Member) -> DebitBatch:
    batch = debits.draft_batch(COLLECTION, actor=None)
    debits.announce(batch, actor=None)
    return batch


@pytest.fixture
def sent(announced: DebitBatch) -> DebitBatch:
    debits.write_file(announced, actor=None)
    announced.refresh_from_db()
    debits.mark_sent(announced, actor=None)
    return announced


def later(days: int) -> timedelta:
    return timedelta(days=days)
