"""The solidarity fund: fed by free prices, spent by two people, never below zero."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from coin.billing import chart
from coin.billing.account_enums import AccountUse
from coin.billing.accounts import services as accounts
from coin.billing.balance import queries
from coin.billing.documents.issuing import cancel, issue
from coin.billing.hardship import fund
from coin.billing.hardship.fund_help import help_member, most
from coin.billing.hardship.sensitive import FUND_HELP
from coin.billing.hardship.waivers import waive
from coin.billing.models import Document, EntryLine, Line, Payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core import sensitive
from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.core.models import Association, AuditEntry
from coin.members.models import Member, User
from tests.billing.hardship.conftest import TODAY, euros, issued, pay
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(association: Association) -> Association:
    association.fund_open = True
    association.save()
    return association


def generous(
    member: Member, unit: str = "12.00", advised: str = "8.00", quantity: str = "1"
) -> Document:
    """An invoice above the advised price, issued."""
    amount = Decimal(unit) * Decimal(quantity)
    draft = DocumentFactory.create(member=member, total=amount, lines=False)
    Line.objects.create(
        document=draft,
        label="VPN",
        quantity=Decimal(quantity),
        unit_price=Decimal(unit),
        advised_price=Decimal(advised),
        amount=amount,
        period_start=date(2026, 11, 1),
        period_end=date(2026, 12, 1),
    )
    return issue(draft, actor=None)


def test_what_is_paid_above_the_advised_price_feeds_it(bob: Member, opened: Association) -> None:
    generous(bob)
    assert fund.situation().balance == 0
    pay(bob, "11.99")
    assert fund.situation().balance == 0
    pay(bob, "0.01")
    situation = fund.situation()
    assert situation.balance == euros("4.00")
    assert [(month.start, month.came, month.went) for month in situation.months] == [
        (date(2026, 11, 1), euros("4.00"), euros("0.00"))
    ]


def test_what_is_reversed_cancelled_or_waived_feeds_nothing(
    bob: Member, opened: Association
) -> None:
    generous(bob)
    pay(bob, "12.00")
    reverse_payment(Payment.objects.get(), actor=None)
    assert fund.situation().balance == 0
    cancel(Document.objects.get(), actor=None)
    pay(bob, "12.00")
    assert fund.situation().balance == 0
    waived = generous(bob)
    assert queries.balance(bob) == 0
    assert fund.situation().balance == euros("4.00")
    other = generous(bob)
    waive(other, amount=euros("1.00"), reason="Why", actor=None)
    pay(bob, "11.00")
    assert fund.situation().balance == euros("4.00") and waived.pk


def test_it_is_fed_from_its_day_and_by_gifts_where_the_association_says_so(
    bob: Member, opened: Association
) -> None:
    draft = DocumentFactory.create(member=bob, total=Decimal("5.00"))
    draft.lines.update(item="gift")
    issue(draft, actor=None)
    pay(bob, "5.00", date(2026, 10, 1))
    assert fund.situation().balance == 0
    Association.objects.update(fund_gifts=True)
    assert fund.situation().balance == euros("5.00")
    Association.objects.update(fund_since=date(2026, 10, 2))
    assert fund.situation().balance == 0
    Association.objects.update(fund_since=None, fund_open=False)
    assert fund.situation().balance == 0


def test_it_pays_documents_and_the_accounts_say_so(
    alice: Member, bob: Member, opened: Association, charlie: User
) -> None:
    generous(bob, "48.00")
    pay(bob, "48.00")
    invoice = issued(alice)
    assert most(alice) == euros("30.00")
    help_member(alice, amount="30.00", reason="Lost her job", actor=charlie)
    assert queries.balance(alice) == 0
    assert queries.documents_list().get(pk=invoice.pk).payment_status == "paid"
    assert fund.situation().balance == euros("10.00")
    accounts.post()
    code = chart.load().of(AccountUse.FUND)
    assert [line.debit for line in EntryLine.objects.filter(account=code)] == [euros("30.00")]
    trace = AuditEntry.objects.get(action="billing.fund_helped")
    assert trace.note == "Lost her job"
    helps = list(fund.helps())
    assert fund.reasons_of(helps) == {helps[0].pk: "Lost her job"}
    # Help whose payment is reversed comes back to the fund.
    reverse_payment(helps[0], actor=None)
    assert fund.situation().balance == euros("40.00")


@pytest.mark.parametrize("amount", ["4.01", "0", "-1", "1.001", "NaN", "a lot"])
def test_it_never_pays_more_than_it_holds_nor_what_is_no_amount(
    alice: Member, bob: Member, opened: Association, amount: str
) -> None:
    generous(bob)
    pay(bob, "12.00")
    issued(alice)
    with pytest.raises(InvalidInput) as refusal:
        help_member(alice, amount=amount, reason="Why", actor=None)
    assert refusal.value.field == "amount"
    assert fund.situation().balance == euros("4.00")


def test_nor_more_than_is_owed_nor_without_a_reason_nor_while_it_is_closed(
    alice: Member, bob: Member, opened: Association
) -> None:
    generous(bob, "58.00")
    pay(bob, "58.00")
    issued(alice)
    for amount, reason in (("30.01", "Why"), ("1.00", " "), ("1.00", "x" * 1001)):
        with pytest.raises(InvalidInput):
            help_member(alice, amount=amount, reason=reason, actor=None)
    Association.objects.update(fund_open=False)
    with pytest.raises(DomainError):
        help_member(alice, amount="1.00", reason="Why", actor=None)


def test_its_own_page_alone_records_it(alice: Member, opened: Association) -> None:
    with pytest.raises(InvalidInput) as refusal:
        record_payment(alice, amount=euros("1.00"), received_on=TODAY, means="fund", actor=None)
    assert refusal.value.field == "means"


def test_two_people_decide_and_not_whoever_it_is_about(
    alice: Member, bob: Member, opened: Association, volunteer: Callable[..., User]
) -> None:
    generous(bob, "48.00")
    pay(bob, "48.00")
    issued(alice)
    first, second = volunteer("billing.hardship"), volunteer("billing.hardship")
    arguments = {"amount": "30.00", "reason": "Lost her job"}
    proposal = sensitive.propose(
        FUND_HELP, alice, sentence="30 €", actor=first, arguments=arguments, reason="Lost her job"
    )
    assert proposal and not fund.helps()
    with pytest.raises(NotAllowed):
        sensitive.confirm(proposal, actor=first)
    sensitive.confirm(proposal, actor=second)
    assert fund.helps().get().amount == euros("30.00")
    bobs_user = bob.representatives.get().user
    issued(bob)
    with pytest.raises(NotAllowed):
        sensitive.propose(
            FUND_HELP, bob, sentence="8 €", actor=bobs_user, arguments=arguments, reason="Me"
        )


def test_the_second_of_two_who_would_empty_it_is_refused(
    alice: Member, bob: Member, opened: Association
) -> None:
    generous(bob, "48.00")
    pay(bob, "48.00")
    issued(alice)
    issued(bob)
    help_member(alice, amount="30.00", reason="Why", actor=None)
    with pytest.raises(InvalidInput):
        help_member(bob, amount="30.00", reason="Why", actor=None)
    assert fund.situation().balance == euros("10.00")
