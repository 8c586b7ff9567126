"""A batch of debits is drafted, announced, written once, sent and paid; no document is collected twice."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from coin.billing import chart
from coin.billing.account_enums import AccountUse
from coin.billing.accounts import checking
from coin.billing.accounts import services as accounts
from coin.billing.balance import queries
from coin.billing.bank import match_lines
from coin.billing.bank import services as bank
from coin.billing.debits import collecting, mandates, pain008
from coin.billing.debits import services as debits
from coin.billing.debits.plan import first_day, plan
from coin.billing.enums import BankLineState, BatchState, DebitState, PaymentMeans
from coin.billing.models import (
    BankImport,
    BankLine,
    Debit,
    DebitBatch,
    Document,
    EntryLine,
    Payment,
)
from coin.billing.payments.services import record_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Mail
from coin.core.transitions import TransitionRefused
from coin.members.models import Member
from tests.billing.debits.conftest import COLLECTION, IBAN, ICS, issued, signed

pytestmark = pytest.mark.django_db


def test_the_preview_says_who_how_much_and_what_is_odd(owing: Member, bob: Member) -> None:
    suspended = signed(bob)
    issued(bob)
    mandates.suspend_mandate(suspended, actor=None)
    preview = plan(COLLECTION)
    assert [(row.document.member, row.amount) for row in preview.lines] == [
        (owing, Decimal("8.00"))
    ]
    assert preview.lines[0].odd
    assert [row.document.member for row in preview.asides] == [bob]
    assert preview.total == Decimal("8.00")


def test_a_member_without_a_mandate_or_a_debt_is_not_in_it(owing: Member, bob: Member) -> None:
    issued(bob)
    record_payment(
        owing, amount=Decimal("8"), received_on=date(2026, 11, 20), means="cash", actor=None
    )
    assert plan(COLLECTION).lines == []


@pytest.mark.parametrize("day", [date(2026, 12, 5), date(2026, 12, 26), date(2028, 1, 4)])
def test_neither_too_near_nor_when_banks_are_closed(owing: Member, day: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        debits.draft_batch(day, actor=None)
    assert refused.value.field == "collection_on"


def test_the_first_day_is_a_working_day_fourteen_days_on(owing: Member) -> None:
    assert first_day() == date(2026, 12, 7)  # the 6th is a Sunday


def test_the_same_documents_are_never_drafted_twice(owing: Member) -> None:
    debits.draft_batch(COLLECTION, actor=None)
    with pytest.raises(DomainError):
        debits.draft_batch(COLLECTION, actor=None)
    assert Debit.objects.count() == 1


def test_the_database_holds_one_open_collection_a_document(announced: DebitBatch) -> None:
    first = Debit.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Debit.objects.create(
            batch=announced,
            document=first.document,
            mandate=first.mandate,
            amount=1,
            end_to_end="other",
        )


def test_members_are_told_once_exactly_what_is_taken(announced: DebitBatch) -> None:
    mail = Mail.objects.get(kind=debits.ANNOUNCED)
    assert mail.to == "alice@example.org"
    for words in ("8,00", "2606", "ADH00042-1", ICS, "/espace/prelevements/"):
        assert words in mail.subject + mail.body
    with pytest.raises(TransitionRefused):
        debits.announce(announced, actor=None)
    assert Mail.objects.count() == 1


def test_the_file_is_what_the_bank_wants(sent: DebitBatch) -> None:
    root = etree.fromstring(sent.file.encode())
    assert pain008._schema().validate(root)
    assert root.findtext(".//{*}SeqTp") == "RCUR"
    assert root.findtext(".//{*}MndtId") == "ADH00042-1"
    assert root.findtext(".//{*}DbtrAcct/{*}Id/{*}IBAN") == IBAN
    assert [element.text for element in root.iter("{*}CtrlSum")] == ["8.00", "8.00"]
    assert root.findtext(".//{*}ReqdColltnDt") == "2026-12-22"
    assert sent.payment_info_id
    assert (sent.count, sent.total) == (1, Decimal("8.00"))


def test_the_file_is_written_once(sent: DebitBatch) -> None:
    with pytest.raises(TransitionRefused):
        debits.write_file(sent, actor=None)
    for statement in (
        "UPDATE billing_debitbatch SET file = 'x'",
        "DELETE FROM billing_debitbatch",
        "UPDATE billing_debit SET amount = 1",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_file_is_encrypted(sent: DebitBatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT file FROM billing_debitbatch")
        assert IBAN not in cursor.fetchone()[0]


def test_what_was_paid_meanwhile_is_left_out(announced: DebitBatch, bob: Member) -> None:
    signed(bob)
    issued(bob, "9.00")
    other = debits.draft_batch(COLLECTION, actor=None)
    debits.announce(other, actor=None)
    record_payment(
        bob, amount=Decimal("5"), received_on=date(2026, 11, 20), means="cash", actor=None
    )
    with pytest.raises(DomainError):
        debits.write_file(other, actor=None)
    other.refresh_from_db()
    assert other.state == BatchState.NOTIFIED


def test_a_revoked_mandate_is_left_out(announced: DebitBatch, bob: Member) -> None:
    debit = Debit.objects.get()
    mandates.revoke_mandate(debit.mandate, actor=None)
    with pytest.raises(DomainError):
        debits.write_file(announced, actor=None)


def test_a_dropped_batch_frees_its_documents(announced: DebitBatch) -> None:
    debits.drop_batch(announced, actor=None)
    assert debits.draft_batch(COLLECTION, actor=None).count == 1


def test_a_batch_at_the_bank_is_not_dropped(sent: DebitBatch) -> None:
    with pytest.raises(TransitionRefused):
        debits.drop_batch(sent, actor=None)


def test_a_volunteer_says_the_bank_paid(sent: DebitBatch, owing: Member) -> None:
    # The day after the collection: nothing is recorded as paid on a day to come.
    with time_machine.travel("2026-12-23T12:00:00+01:00"):
        assert collecting.collect(sent, actor=None) == 1
        with pytest.raises(TransitionRefused):
            collecting.collect(sent, actor=None)
    payment = Payment.objects.get()
    assert (payment.means, payment.received_on) == (PaymentMeans.SEPA_DEBIT, COLLECTION)
    assert queries.balance(owing) == 0
    assert Debit.objects.get().state == DebitState.PAID


def line_of(amount: str, words: str = "") -> BankLine:
    account = bank.create_account(name="Courant", iban="", actor=None)
    source = BankImport.objects.create(
        account=account, name="x", format="CSV", sha256="x", lines_read=1, lines_new=1,
        starts_on=COLLECTION, ends_on=COLLECTION,
    )  # fmt: skip
    return BankLine.objects.create(
        account=account, source=source, booked_on=COLLECTION, amount=Decimal(amount), label=words
    )


def test_the_line_of_the_bank_pays_the_batch_once(sent: DebitBatch, owing: Member) -> None:
    line = line_of("8.00")
    assert collecting.batch_of_line(line) == sent
    with time_machine.travel("2026-12-23T12:00:00+01:00"):
        collecting.collect(sent, line=line, actor=None)
        line.refresh_from_db()
        assert line.state == BankLineState.FILED
        match_lines.undo_line(line, actor=None)
        # The payments stand without their line, which comes back and must not pay a second time.
        assert collecting.batch_of_line(line) == sent
        collecting.collect(sent, line=line, actor=None)
    assert Payment.objects.count() == 1
    assert queries.balance(owing) == 0


def test_a_line_is_known_by_the_reference_of_the_file(sent: DebitBatch) -> None:
    assert collecting.batch_of_line(line_of("7.40", f"PRLV {sent.payment_info_id}")) == sent
    line = BankLine.objects.get()
    line.label = ""
    assert collecting.batch_of_line(line) is None


def test_what_was_issued_stays_out_of_reach_of_sql_after_the_migration(sent: DebitBatch) -> None:
    """A migration made the table of payments anew, which drops its triggers: the guards stand again."""
    with time_machine.travel("2026-12-23T12:00:00+01:00"):
        collecting.collect(sent, actor=None)
    for statement in ("UPDATE billing_payment SET amount = 1", "DELETE FROM billing_payment"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Document.objects.issued().count() == 1


def test_the_entries_balance_and_nothing_is_left_on_its_way(sent: DebitBatch) -> None:
    line = line_of("8.00")
    with time_machine.travel("2026-12-23T12:00:00+01:00"):
        collecting.collect(sent, line=line, actor=None)
        accounts.post()
    assert checking.problems() == []
    transit = chart.load().of(AccountUse.TRANSIT)
    sums = EntryLine.objects.filter(account=transit).aggregate(d=Sum("debit"), c=Sum("credit"))
    assert sums["d"] == sums["c"] == Decimal("8.00")


@pytest.mark.parametrize("more", [0, 2])
def test_a_file_takes_the_same_queries_for_one_debit_as_for_three(
    owing: Member, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(more):
        issued(owing, "9.00")
    batch = debits.draft_batch(COLLECTION, actor=None)
    debits.announce(batch, actor=None)
    with django_assert_num_queries(FILE_QUERIES):
        debits.write_file(batch, actor=None)


FILE_QUERIES = 14
