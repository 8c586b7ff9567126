"""Payments by every means: Ğ1 in their unit, cheques on a slip, HelloAsso, cash; each waits on its account."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from coin.billing.accounts import checking
from coin.billing.accounts import services as accounts
from coin.billing.bank import arrivals, match_lines
from coin.billing.models import BankLine, Cheque, DepositSlip, Payment
from coin.billing.payments import cash, cheques, deposit_slip
from coin.billing.payments.services import ChequeWords, record_payment, reverse_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.models import Member
from tests.billing.accounts.test_posting import balances, line, paid
from tests.retention import LEFT, apply, assert_boundary

DAY = date(2026, 11, 5)
pytestmark = pytest.mark.django_db


def cheque(member: Member, amount: str = "15.00", **words: str) -> Cheque:
    payment = record_payment(
        member,
        amount=Decimal(amount),
        received_on=DAY,
        means="cheque",
        actor=None,
        cheque=ChequeWords(**words),
    )
    return payment.cheque


def slip_of(*rows: Cheque, on: date = DAY) -> DepositSlip:
    home = line("1.00").account
    return cheques.make_slip([row.pk for row in rows], account=home, made_on=on, actor=None)


def test_g1_are_noted_in_their_unit_and_count_in_euros(
    association: Association, alice: Member
) -> None:
    payment = record_payment(
        alice,
        amount=Decimal("12"),
        received_on=DAY,
        means="g1",
        actor=None,
        unit_amount=Decimal("120"),
    )
    assert payment.unit == "Ğ1" and payment.unit_words == "120\N{NO-BREAK SPACE}Ğ1"
    assert payment.amount_words.startswith("120\N{NO-BREAK SPACE}Ğ1 (12")
    back = reverse_payment(payment, actor=None)
    assert (back.unit, back.unit_amount) == ("Ğ1", Decimal("-120"))


@pytest.mark.parametrize(
    ("means", "unit_amount"),
    [("g1", None), ("g1", Decimal("0")), ("g1", Decimal("NaN")), ("cash", Decimal("3"))],
)
def test_an_amount_in_g1_goes_with_g1_alone(
    alice: Member, means: str, unit_amount: Decimal | None
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        record_payment(
            alice,
            amount=Decimal("8"),
            received_on=DAY,
            means=means,
            actor=None,
            unit_amount=unit_amount,
        )
    assert refusal.value.field == "unit_amount" and not Payment.objects.exists()


@pytest.mark.parametrize(
    ("means", "account"),
    [("helloasso", "5116"), ("g1", "5117"), ("other", "580"), ("cheque", "5112"), ("cash", "530")],
)
def test_each_means_waits_on_its_account(
    association: Association, alice: Member, means: str, account: str
) -> None:
    unit = Decimal("80") if means == "g1" else None
    record_payment(
        alice,
        amount=Decimal("8"),
        received_on=DAY,
        means=means,
        actor=None,
        unit_amount=unit,
    )
    accounts.post()
    assert balances() == {account: Decimal("8"), "411": Decimal("-8")}


def test_helloasso_pays_its_account_out_by_one_line(
    association: Association, alice: Member
) -> None:
    paid(alice, "8.00", "helloasso")
    payout = line("8.00")
    assert arrivals.arrival_of(payout) is None
    with pytest.raises(DomainError):
        arrivals.file_arrival(payout, actor=None)
    BankLine.objects.filter(pk=payout.pk).update(label="VIR HELLO-ASSO 12/11")
    payout.refresh_from_db()
    arrivals.file_arrival(payout, actor=None)
    accounts.post()
    assert balances() == {"512": Decimal("8"), "411": Decimal("-8")}


def test_a_slip_takes_cheques_once_and_is_paid_by_one_line(
    association: Association, alice: Member, bob: Member
) -> None:
    first, second = cheque(alice, drawer="M. Durand", number="0001234"), cheque(bob, "20.00")
    slip = slip_of(first, second)
    assert (slip.number, slip.count, slip.total) == (1, 2, Decimal("35.00"))
    with pytest.raises(InvalidInput):
        slip_of(first)
    paying = line("35.00")
    assert cheques.slips_of_line(paying) == [slip]
    assert cheques.slips_of_line(line("35.00", name="Livret")) == []
    cheques.pay_slip(slip, paying, actor=None)
    slip.refresh_from_db()
    assert slip.bank_line == paying and paying.filed_under == "5112"
    accounts.post()
    assert balances() == {"512": Decimal("35"), "411": Decimal("-35")}
    with pytest.raises(DomainError):
        cheques.pay_slip(slip, line("35.00"), actor=None)
    with pytest.raises(DomainError):
        cheques.undo_slip(slip, actor=None)
    assert AuditEntry.objects.filter(action="billing.slip_paid").count() == 1


def test_a_line_of_another_amount_or_account_pays_no_slip(
    alice: Member, association: Association
) -> None:
    slip = slip_of(cheque(alice))
    for other in (line("15.01"), line("15.00", name="Livret")):
        with pytest.raises(DomainError):
            cheques.pay_slip(slip, other, actor=None)


def test_a_line_taken_back_leaves_its_slip_to_be_paid(
    association: Association, alice: Member
) -> None:
    slip, paying = slip_of(cheque(alice)), line("15.00")
    cheques.pay_slip(slip, paying, actor=None)
    match_lines.undo_line(paying, actor=None)
    slip.refresh_from_db()
    assert slip.bank_line is None and cheques.slips_of_line(paying) == [slip]


@pytest.mark.parametrize("on", [date(2026, 11, 4), date(2026, 11, 23)])
def test_a_slip_is_not_older_than_its_cheques_nor_to_come(alice: Member, on: date) -> None:
    with pytest.raises(InvalidInput) as refusal:
        slip_of(cheque(alice), on=on)
    assert refusal.value.field == "made_on" and not DepositSlip.objects.exists()


def test_a_slip_without_a_cheque_or_with_one_sent_back_is_refused(alice: Member) -> None:
    back = cheque(alice)
    reverse_payment(back.payment, actor=None)
    for rows in ([], [back]):
        with pytest.raises(InvalidInput) as refusal:
            slip_of(*rows)
        assert refusal.value.field == "cheques"


def test_a_slip_that_is_undone_frees_its_cheques_and_never_its_number(alice: Member) -> None:
    freed = cheque(alice)
    slip = slip_of(freed)
    cheques.undo_slip(slip, actor=None)
    with pytest.raises(DomainError):
        cheques.undo_slip(slip, actor=None)
    freed.refresh_from_db()
    assert freed.slip is None and slip_of(freed).number == 2


def test_a_bounced_cheque_is_due_again_and_leaves_its_account_even(
    association: Association, alice: Member
) -> None:
    bounced = cheque(alice)
    cheques.pay_slip(slip_of(bounced), line("15.00"), actor=None)
    reverse_payment(bounced.payment, actor=None, reason="sans provision")
    match_lines.file_line(line("-15.00"), account="5112", actor=None)
    accounts.post()
    assert balances() == {} and not checking.problems()


def test_the_slip_prints_its_cheques(association: Association, alice: Member) -> None:
    slip = slip_of(cheque(alice, drawer="M. Durand", bank_name="La Banque", number="0001234"))
    page = deposit_slip.to_html(slip)
    for words in ("M. Durand", "La Banque", "0001234", "15,00", "Les Ondes libres"):
        assert words in page
    assert deposit_slip.to_pdf(slip).startswith(b"%PDF")


def test_the_cash_book_says_what_is_held(association: Association, alice: Member) -> None:
    record_payment(
        alice, amount=Decimal("30"), received_on=date(2025, 3, 1), means="cash", actor=None
    )
    first = paid(alice, "20.00", "cash")
    reverse_payment(first, actor=None, on=date(2026, 11, 6))
    match_lines.file_line(line("25.00"), account="530", actor=None)
    book = cash.book(2026)
    assert (book.before, book.received, book.paid_in, book.after) == tuple(
        Decimal(text) for text in ("30", "0", "25", "5")
    )
    assert [movement.amount for movement in book.movements] == [
        Decimal(text) for text in ("20", "-20", "-25")
    ]
    accounts.post()
    assert balances()["530"] == book.after


def test_words_of_cheques_go_a_year_after_the_contract() -> None:
    from tests.factories import MemberFactory

    payment = record_payment(
        MemberFactory.create(left_on=LEFT),
        amount=Decimal("8"),
        received_on=LEFT,
        means="cheque",
        actor=None,
        cheque=ChequeWords(drawer="M. Durand", number="12"),
    )
    day = assert_boundary("billing.cheques", payment.cheque)
    assert apply("billing.cheques", day) == 1
    payment.cheque.refresh_from_db()
    assert (payment.cheque.drawer, payment.cheque.number) == ("", "")


def test_cash_paid_in_is_known_by_its_words(association: Association) -> None:
    deposit = line("25.00")
    BankLine.objects.filter(pk=deposit.pk).update(label="VERSEMENT D'ESPÈCES AUTOMATE")
    deposit.refresh_from_db()
    arrivals.file_arrival(deposit, actor=None)
    assert deposit.filed_under == "530"


def test_the_copy_of_ones_data_holds_the_cheque_and_the_unit(alice: Member, files: Any) -> None:
    from coin.billing.documents.personal_data import _money

    cheque(alice, drawer="M. Durand")
    [payment] = _money(alice).data["payments"]
    assert payment["cheque__drawer"] == "M. Durand" and payment["unit"] == ""
