"""Which account each part of an invoice is entered under."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.accounts import checking, reports
from coin.billing.accounts import services as accounts
from coin.billing.documents.issuing import issue_many
from coin.billing.enums import LineItem
from coin.billing.models import Document, Line
from coin.members.models import Member
from tests.billing.due.life import change, euros, run, subscribed
from tests.factories.billing import DocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association")]


def balances() -> dict[str, Decimal]:
    accounts.post()
    assert not checking.problems()
    return {account.code: account.balance for account in reports.trial_balance() if account.balance}


def test_a_deposit_is_owed_back_and_is_no_income(alice: Member) -> None:
    subscription = subscribed(alice, active_on=date(2026, 9, 1), deposit=Decimal(50))
    run(date(2026, 9, 1))
    assert balances() == {"165": euros(-50), "411": euros(80), "706": euros(-30)}
    change(subscription, ended_on=date(2026, 10, 1), deposit_back_on=date(2026, 10, 12))
    run(date(2026, 10, 1))
    assert balances() == {"411": euros(30), "706": euros(-30)}


def test_what_has_no_account_of_its_own_is_a_service(alice: Member) -> None:
    DocumentFactory.create(member=alice, total=Decimal("12.00"))
    Line.objects.update(item=LineItem.OTHER)
    issue_many(list(Document.objects.all()), actor=None)
    assert balances() == {"411": euros(12), "706": euros(-12)}
