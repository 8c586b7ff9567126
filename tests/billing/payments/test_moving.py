"""A payment moves to the right member: both balances are right, the bank counts once, and some payments must stay."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.accounts import checking
from coin.billing.accounts import services as accounts
from coin.billing.balance import queries
from coin.billing.bank import match_lines
from coin.billing.documents.giving import give_credit
from coin.billing.enums import DocumentKind
from coin.billing.models import Cheque, Document, KnownIban, OnlinePayment, Payment
from coin.billing.payments.moving import move_payment
from coin.billing.payments.services import record_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.models import Member, User
from tests.billing.accounts.test_posting import balances, issued, line, paid
from tests.factories import MemberFactory, PaymentFactory
from tests.retention import apply

pytestmark = pytest.mark.django_db


def owes(member: Member) -> Decimal:
    return queries.balance(member)


def test_it_pays_what_the_right_member_owes(
    association: Association, alice: Member, bob: Member, charlie: User
) -> None:
    issued(alice)
    issued(bob, "5.00")
    payment = paid(alice)
    moved = move_payment(payment, to=bob, actor=charlie, reason="said by phone")
    assert (moved.member, moved.moved_from, moved.received_on) == (bob, payment, date(2026, 11, 5))
    assert (owes(alice), owes(bob)) == (Decimal("8.00"), Decimal("-3.00"))
    assert [document.rest for document in queries.owed(alice).documents] == [Decimal("8.00")]
    assert queries.owed(bob).credit == Decimal("3.00")
    acts = AuditEntry.objects.filter(action="billing.payment_moved", actor=charlie)
    assert set(acts.values_list("member_number", flat=True)) == {alice.number, bob.number}


@pytest.mark.parametrize("posted_before", [True, False])
@pytest.mark.parametrize("means", ["transfer", "cheque", "cash", "g1", "helloasso"])
def test_the_accounts_follow_and_nothing_is_counted_twice(
    association: Association, alice: Member, bob: Member, means: str, posted_before: bool
) -> None:
    payment = record_payment(
        alice,
        amount=Decimal("8"),
        received_on=date(2026, 11, 5),
        means=means,
        actor=None,
        unit_amount=Decimal("80") if means == "g1" else None,
    )
    if posted_before:
        accounts.post()
    move_payment(payment, to=bob, actor=None)
    accounts.post()
    assert sum(balances().values()) == 0 and balances()["411"] == Decimal("-8")
    assert len(balances()) == 2 and not checking.problems()
    assert accounts.post().count == 0


@pytest.mark.parametrize("posted_before", [True, False])
def test_the_bank_line_goes_with_it(
    association: Association, alice: Member, bob: Member, posted_before: bool
) -> None:
    line("1.00")  # makes the first bank account, where payments typed by hand are entered
    bank_line = line("8.00", name="Livret")
    bank_line.iban = "FR1420041010050500013M02606"
    bank_line.save(update_fields=["iban"])
    [payment] = match_lines.match_line(bank_line, [(alice, bank_line.amount)], actor=None)
    if posted_before:
        accounts.post()
    moved = move_payment(payment, to=bob, actor=None)
    assert bank_line.shares.get().payment == moved
    assert list(KnownIban.objects.values_list("member", flat=True)) == [bob.pk]
    accounts.post()
    assert balances() == {"512": Decimal("8"), "411": Decimal("-8")}
    assert not checking.problems() and accounts.post().count == 0
    match_lines.undo_line(bank_line, actor=None)
    assert owes(bob) == Decimal(0)


def test_a_cheque_goes_with_it(association: Association, alice: Member, bob: Member) -> None:
    payment = paid(alice, means="cheque")
    moved = move_payment(payment, to=bob, actor=None)
    assert Cheque.objects.get().payment == moved


def test_it_moves_once_and_to_somebody_else(alice: Member, bob: Member) -> None:
    payment = paid(alice)
    with pytest.raises(InvalidInput) as refusal:
        move_payment(payment, to=alice, actor=None)
    assert refusal.value.field == "member"
    archived = MemberFactory.create(archived_at="2026-01-01T00:00:00Z")
    with pytest.raises(InvalidInput):
        move_payment(payment, to=archived, actor=None)
    move_payment(payment, to=bob, actor=None)
    with pytest.raises(DomainError):
        move_payment(payment, to=bob, actor=None)
    with pytest.raises(DomainError):
        move_payment(Payment.objects.get(reverses=payment), to=bob, actor=None)
    assert Payment.objects.count() == 3


def test_an_online_payment_stays(alice: Member, bob: Member) -> None:
    payment = paid(alice, means="card")
    OnlinePayment.objects.create(member=alice, kind="top_up", payment=payment)
    with pytest.raises(DomainError):
        move_payment(payment, to=bob, actor=None)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("means", ["fund", "opening"])
def test_help_and_balances_brought_forward_stay(alice: Member, bob: Member, means: str) -> None:
    payment = PaymentFactory.create(member=alice, means=means)
    with pytest.raises(DomainError):
        move_payment(payment, to=bob, actor=None)


def test_what_was_moved_stays_when_the_first_account_goes(
    association: Association, bob: Member
) -> None:
    left = MemberFactory.create(left_on=date(2010, 1, 1))
    old = record_payment(
        left, amount=Decimal("8"), received_on=date(2010, 1, 1), means="cash", actor=None
    )
    moved = move_payment(old, to=bob, actor=None)
    paid(bob)
    apply("billing.accounts", date(2026, 11, 22))
    moved = Payment.objects.get(pk=moved.pk)
    assert moved.moved_from is None and not Payment.objects.filter(member=left).exists()


def test_credit_becomes_a_gift_that_is_paid_at_once(
    association: Association, alice: Member, charlie: User
) -> None:
    paid(alice, "20.00")
    gift = give_credit(alice, amount=Decimal("12"), actor=charlie)
    assert gift.kind == DocumentKind.GIFT and gift.number == "D2026-00001"
    assert queries.documents_list().get(pk=gift.pk).payment_status == "paid"
    assert owes(alice) == Decimal("-8.00")
    assert gift.lines.get().vat_exemption == ""
    [mention] = gift.issuer["mentions"]
    assert mention
    accounts.post()
    assert balances() == {
        "512": Decimal("20"),
        "411": Decimal("-8"),
        "75411": Decimal("-12"),
    }
    assert AuditEntry.objects.get(action="billing.credit_given").actor == charlie


@pytest.mark.parametrize("amount", ["0", "-1", "20.01", "NaN"])
def test_no_more_than_the_credit_is_given(
    association: Association, alice: Member, amount: str
) -> None:
    paid(alice, "20.00")
    with pytest.raises(InvalidInput) as refusal:
        give_credit(alice, amount=Decimal(amount), actor=None)
    assert refusal.value.field == "amount" and not Document.objects.exists()


def test_what_is_owed_is_no_credit(association: Association, alice: Member) -> None:
    paid(alice, "5.00")
    issued(alice)
    with pytest.raises(InvalidInput):
        give_credit(alice, amount=Decimal("1"), actor=None)
