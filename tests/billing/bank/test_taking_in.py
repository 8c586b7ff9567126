"""A statement is taken in once, whatever its files and formats; lines of a certain member are paid, the others wait."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from coin.billing.balance import queries
from coin.billing.bank import match_lines
from coin.billing.bank import services as bank
from coin.billing.bank.statement import StatementError
from coin.billing.enums import BankLineState, PaymentMeans
from coin.billing.models import BankAccount, BankImport, BankLine, BankUpload, KnownIban, Payment
from coin.billing.payments.services import record_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.models import Member
from tests.billing.bank import samples
from tests.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db
IBAN = "FR7630006000011234567890189"
FILES = [samples.CAMT, samples.OFX, samples.MT940, samples.cfonb(), samples.CSV]


@pytest.fixture
def account() -> BankAccount:
    return bank.create_account(name="Courant", iban=IBAN, actor=None)


@pytest.fixture
def alice(db: None) -> Member:
    return MemberFactory.create(number=42, first_name="Alice", last_name="Durand")


def take_in(content: str, account: BankAccount | None = None) -> BankImport:
    return bank.take_in(content.encode(), name="releve", actor=None, account=account)


@pytest.mark.parametrize("second", FILES)
@pytest.mark.parametrize("first", FILES)
def test_the_same_days_are_taken_in_once_in_any_format(
    account: BankAccount, alice: Member, first: str, second: str
) -> None:
    assert take_in(first, account).lines_new == 2
    again = take_in(second, account)
    assert (again.lines_read, again.lines_new) == (2, 0)
    assert BankLine.objects.count() == 2
    assert queries.balance(alice) == Decimal("-15.00")


def test_the_certain_line_is_paid_and_the_other_waits(account: BankAccount, alice: Member) -> None:
    source = take_in(samples.CAMT)
    assert (source.lines_new, source.lines_certain) == (2, 1)
    payment = Payment.objects.get(member=alice)
    assert (payment.amount, payment.received_on) == (Decimal("15.00"), date(2026, 11, 10))
    assert payment.bank_share.line.state == BankLineState.MATCHED
    assert BankLine.objects.get(amount__lt=0).state == BankLineState.TO_MATCH
    assert AuditEntry.objects.filter(action="billing.bank_imported").count() == 1


def test_two_equal_movements_of_a_day_are_two(account: BankAccount, alice: Member) -> None:
    line = "10/11/2026;VIR ALICE DURAND cotisation ADH 00042;;15,00\n"
    take_in(samples.CSV)
    assert take_in(samples.CSV.replace(line, line * 2)).lines_new == 1
    assert queries.balance(alice) == Decimal("-30.00")


def test_a_payment_typed_before_is_not_recorded_twice(account: BankAccount, alice: Member) -> None:
    typed = record_payment(
        alice,
        amount=Decimal(15),
        received_on=date(2026, 11, 8),
        means=PaymentMeans.TRANSFER,
        actor=None,
    )
    take_in(samples.CAMT)
    assert Payment.objects.get() == typed
    assert typed.bank_share.line.amount == Decimal(15)


def test_a_preview_writes_nothing(account: BankAccount, alice: Member) -> None:
    prepared = bank.prepare(samples.CAMT.encode())
    assert (prepared.read_count, len(prepared.new), len(prepared.certain)) == (2, 2, 1)
    assert not BankLine.objects.exists()
    assert not Payment.objects.exists()


def test_a_statement_of_another_account_is_refused(account: BankAccount) -> None:
    other = bank.create_account(name="Livret", iban="", actor=None)
    with pytest.raises(InvalidInput, match="FR7630006"):
        take_in(samples.CAMT, other)
    with pytest.raises(InvalidInput):
        take_in(samples.CAMT.replace(IBAN, "FR1420041010050500013M02606"))
    with pytest.raises(InvalidInput) as refused:
        take_in(samples.CSV)
    assert refused.value.field == "account"
    assert not BankImport.objects.exists()


def test_a_file_that_is_cut_leaves_nothing(account: BankAccount) -> None:
    with pytest.raises(StatementError):
        take_in(samples.CAMT[:900])
    assert not BankImport.objects.exists()


@pytest.fixture
def line(account: BankAccount) -> BankLine:
    """A line of 15.00, from an account that coin knows of no member."""
    take_in(samples.CAMT.replace("cotisation ADH 00042", "bonjour").replace("Alice Durand", "X"))
    return BankLine.objects.get(amount__gt=0)


def test_a_person_says_whose_it_is_and_coin_learns(line: BankLine, alice: Member) -> None:
    match_lines.match_line(line, [(alice, line.amount)], actor=None)
    assert KnownIban.objects.get().member == alice
    later = samples.CAMT.replace("2026-11-10", "2026-11-12").replace("2026-11-11", "2026-11-13")
    assert take_in(later.replace("cotisation ADH 00042", "merci")).lines_certain == 1
    assert queries.balance(alice) == Decimal("-30.00")


def test_a_line_is_split_between_members_to_the_cent(line: BankLine, alice: Member) -> None:
    other = MemberFactory.create()
    with pytest.raises(InvalidInput, match="15"):
        match_lines.match_line(line, [(alice, Decimal(10))], actor=None)
    match_lines.match_line(line, [(alice, Decimal(10)), (other, Decimal(5))], actor=None)
    assert queries.balance(alice) == Decimal(-10)
    assert queries.balance(other) == Decimal(-5)


def test_a_line_is_matched_once(line: BankLine, alice: Member) -> None:
    twin = BankLine.objects.get(pk=line.pk)
    match_lines.match_line(line, [(alice, line.amount)], actor=None)
    with pytest.raises(DomainError):
        match_lines.match_line(twin, [(alice, twin.amount)], actor=None)
    assert Payment.objects.count() == 1


def test_a_mistake_is_undone_and_said_again(line: BankLine, alice: Member) -> None:
    match_lines.match_line(line, [(alice, line.amount)], actor=None)
    match_lines.undo_line(line, actor=None, reason="another Alice")
    assert queries.balance(alice) == Decimal(0)
    assert not KnownIban.objects.exists()
    other = MemberFactory.create()
    match_lines.match_line(line, [(other, line.amount)], actor=None)
    assert queries.balance(other) == Decimal(-15)


def test_what_is_no_members_is_filed(line: BankLine) -> None:
    out = BankLine.objects.get(amount__lt=0)
    with pytest.raises(DomainError):
        match_lines.match_line(out, [], actor=None)
    with pytest.raises(InvalidInput):
        match_lines.file_line(out, account="frais", actor=None)
    match_lines.file_line(out, account="627", note="tenue de compte", actor=None)
    assert (out.state, out.filed_under) == (BankLineState.FILED, "627")


def test_a_wrong_iban_is_refused(db: None) -> None:
    with pytest.raises(InvalidInput) as refused:
        bank.create_account(name="Courant", iban="FR7630006000011234567890188", actor=None)
    assert refused.value.field == "iban"


def test_the_number_of_queries_does_not_grow_with_the_file(
    account: BankAccount, django_assert_num_queries: Callable[..., Any]
) -> None:
    rows = "".join(f"10/11/2026;VIR {n};;{n},00\n" for n in range(1, 30))
    with django_assert_num_queries(8):
        bank.prepare(("date;libelle;debit;credit\n" + rows).encode())


def test_a_file_that_nobody_took_in_is_forgotten_after_a_day(account: BankAccount) -> None:
    sender = UserFactory.create()
    for hours in (23, 25):
        upload = bank.keep_upload(b"x", name=str(hours), account=account, actor=sender)
        BankUpload.objects.filter(pk=upload.pk).update(
            sent_at=timezone.now() - timedelta(hours=hours)
        )
    assert bank.forget_uploads() == 1
    assert BankUpload.objects.get().name == "23"


def test_a_scrap_of_a_number_is_no_account(account: BankAccount) -> None:
    with pytest.raises(InvalidInput):
        take_in(samples.CAMT.replace(IBAN, "0001"))


def test_the_first_statement_of_the_association_s_own_account_declares_it(
    association: Association,
) -> None:
    assert bank.prepare(samples.CAMT.encode()).read_count == 2
    assert take_in(samples.CAMT).lines_new == 2
    assert BankAccount.objects.get().iban == association.iban
