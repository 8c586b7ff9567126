"""Returns of the bank: a payment is reversed once and its member told why; some reasons suspend the mandate.

A return that coin cannot place waits for a person.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from coin.billing.balance import queries
from coin.billing.bank.statement import StatementError
from coin.billing.debits import collecting
from coin.billing.debits import returns as debit_returns
from coin.billing.debits.board import unknown_returns
from coin.billing.debits.plan import plan
from coin.billing.enums import DebitState, MandateState
from coin.billing.models import Debit, DebitBatch, Mandate, Payment, ReturnFile, UnknownReturn
from coin.core.errors import DomainError
from coin.core.models import Mail
from coin.members.models import Member
from tests.billing.debits import samples
from tests.billing.debits.conftest import COLLECTION
from tests.retention import apply, assert_boundary

pytestmark = pytest.mark.django_db


@pytest.fixture
def collected(sent: DebitBatch) -> Iterator[Debit]:
    with time_machine.travel("2026-12-25T12:00:00+01:00"):
        collecting.collect(sent, actor=None)
        yield Debit.objects.get()


def camt(debit: Debit, code: str) -> bytes:
    return samples.CAMT054.format(
        reference=debit.end_to_end, rum=debit.mandate.rum, code=code
    ).encode()


def take(content: bytes) -> tuple[ReturnFile, bool]:
    return debit_returns.take_returns(content, name="retours.xml", actor=None)


def test_no_money_on_the_account(collected: Debit, owing: Member) -> None:
    source, is_new = take(camt(collected, "AM04"))
    collected.refresh_from_db()
    assert (is_new, source.taken_count, collected.state) == (True, 1, DebitState.RETURNED)
    assert queries.balance(owing) == Decimal("8.00")
    assert Mandate.objects.get().state == MandateState.ACTIVE
    mail = Mail.objects.get(kind=debit_returns.RETURNED)
    assert "AM04" in mail.body
    assert "8,00" in mail.body
    assert plan(COLLECTION).lines[0].odd


@pytest.mark.parametrize("code", ["AC01", "AC04", "AC06", "MD01", "MD06", "MS02"])
def test_reasons_that_suspend_the_mandate(collected: Debit, code: str) -> None:
    take(camt(collected, code))
    assert Mandate.objects.get().state == MandateState.SUSPENDED
    assert plan(COLLECTION).lines == []


def test_a_code_that_nobody_knows_only_reverses(collected: Debit, owing: Member) -> None:
    take(camt(collected, "ZZ99"))
    assert queries.balance(owing) == Decimal("8.00")
    assert Mandate.objects.get().state == MandateState.ACTIVE


def test_the_same_file_twice_does_nothing(collected: Debit) -> None:
    take(camt(collected, "AM04"))
    assert take(camt(collected, "AM04"))[1] is False
    assert Payment.objects.count() == 2
    assert Mail.objects.filter(kind=debit_returns.RETURNED).count() == 1


def test_the_same_return_in_another_file_does_nothing(collected: Debit) -> None:
    take(camt(collected, "AM04"))
    # One more byte makes another file of the same return.
    source, _is_new = take(camt(collected, "AM04") + b"\n")
    assert source.taken_count == 0
    assert Payment.objects.count() == 2


def test_refused_before_the_day_it_was_never_paid(sent: DebitBatch, owing: Member) -> None:
    debit = Debit.objects.get()
    text = samples.PAIN002.format(message=sent.message_id, reference=debit.end_to_end, code="AC04")
    take(text.encode())
    debit.refresh_from_db()
    assert debit.state == DebitState.RETURNED
    assert not Payment.objects.exists()
    assert collecting.expected(sent) == 0


def test_a_whole_file_refused(sent: DebitBatch) -> None:
    source, _is_new = take(samples.WHOLE_FILE.format(message=sent.message_id).encode())
    assert source.taken_count == 1
    assert Debit.objects.get().return_code == "FF01"


def test_found_by_the_mandate_when_the_bank_loses_the_reference(collected: Debit) -> None:
    text = samples.CAMT054.format(reference="NOTPROVIDED", rum=collected.mandate.rum, code="AM04")
    assert take(text.encode())[0].taken_count == 1


def test_an_unknown_return_waits_for_a_person(collected: Debit) -> None:
    text = samples.CAMT054.format(reference="WHAT", rum="OTHER-1", code="AM04")
    assert take(text.encode())[0].taken_count == 0
    take(text.encode() + b"\n")
    unknown = UnknownReturn.objects.get()
    assert unknown.amount == Decimal("8.00")
    assert [line.count for line in unknown_returns()] == [1]
    debit_returns.handle_unknown(unknown, actor=None)
    assert list(unknown_returns()) == []
    with pytest.raises(DomainError):
        debit_returns.handle_unknown(unknown, actor=None)


@pytest.mark.parametrize("content", [b"", b"<Document><Cut", b"<Document/>", b"hello"])
def test_another_file_is_refused_beside_its_field(collected: Debit, content: bytes) -> None:
    with pytest.raises(StatementError) as refused:
        take(content)
    assert refused.value.field == "file"
    assert not ReturnFile.objects.exists()


def test_a_file_of_returns_goes_with_the_accounts() -> None:
    with time_machine.travel(datetime(2010, 3, 1, 12, tzinfo=UTC), tick=False):
        file = ReturnFile.objects.create(name="rejets.xml", sha256="0" * 64)
        UnknownReturn.objects.create(source=file, reference="SOMEBODY")
    day = assert_boundary("billing.debit_returns", file, date(2010, 3, 1), instant=True)
    assert apply("billing.debit_returns", day) == 1
    assert not UnknownReturn.objects.exists()
