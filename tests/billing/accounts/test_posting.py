"""Facts become entries once, whatever happens to them afterwards."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coin.billing.accounts import checking, reports, retention
from coin.billing.accounts import services as accounts
from coin.billing.bank import match_lines
from coin.billing.documents.issuing import cancel, issue
from coin.billing.models import BankAccount, BankImport, BankLine, Entry, EntryLine, Payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core import guards
from coin.core.errors import InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.models import Member
from tests.factories.billing import DocumentFactory

pytestmark = pytest.mark.django_db


def euros(text: str) -> Decimal:
    return Decimal(text)


def issued(member: Member, total: str = "8.00") -> None:
    issue(DocumentFactory.create(member=member, total=euros(total)), actor=None)


def paid(member: Member, amount: str = "8.00", means: str = "transfer") -> Payment:
    day = date(2026, 11, 5)
    return record_payment(member, amount=euros(amount), received_on=day, means=means, actor=None)


def line(amount: str, day: date = date(2026, 11, 6), name: str = "Courant") -> BankLine:
    home, _new = BankAccount.objects.get_or_create(name=name)
    source = BankImport.objects.create(
        account=home, name="x", format="CSV", starts_on=day, ends_on=day, lines_read=1, lines_new=1
    )
    return BankLine.objects.create(
        account=home, source=source, booked_on=day, amount=euros(amount), label="VIR"
    )


def balances() -> dict[str, Decimal]:
    return {account.code: account.balance for account in reports.trial_balance() if account.balance}


def test_an_invoice_and_its_payment(association: Association, alice: Member) -> None:
    issued(alice)
    paid(alice)
    assert accounts.post().count == 2
    assert balances() == {"512": euros("8"), "706": euros("-8")}
    owed = EntryLine.objects.filter(account="411").values_list("auxiliary", flat=True)
    assert set(owed) == {f"411{alice.number}"}
    assert not checking.problems()
    assert AuditEntry.objects.filter(action="billing.entries_posted").count() == 2


def test_a_second_pass_writes_nothing(association: Association, alice: Member) -> None:
    issued(alice)
    accounts.post()
    assert accounts.post().count == 0


def test_a_credit_note_is_the_other_way_round(association: Association, alice: Member) -> None:
    document = issue(DocumentFactory.create(member=alice), actor=None)
    cancel(document, actor=None)
    assert accounts.post().count == 2
    assert balances() == {}
    assert not checking.problems()


@pytest.mark.parametrize(
    ("means", "account", "journal"),
    [
        ("cheque", "5112", "EN"),
        ("cash", "530", "CA"),
        ("card", "5115", "EN"),
        ("transfer", "512", "BQ"),
    ],
)
def test_each_means_has_its_account(alice: Member, means: str, account: str, journal: str) -> None:
    paid(alice, means=means)
    accounts.post()
    assert balances() == {account: euros("8"), "411": euros("-8")}
    assert Entry.objects.get().journal == journal


def test_a_matched_line_enters_the_bank_once(alice: Member) -> None:
    bank_line = line("8.00")
    match_lines.match_line(bank_line, [(alice, euros("8"))], actor=None)
    assert accounts.post().count == 1
    assert balances() == {"512": euros("8"), "411": euros("-8")}


def test_a_cheque_goes_to_the_bank_by_the_line_of_its_slip(alice: Member) -> None:
    paid(alice, means="cheque")
    match_lines.file_line(line("8.00"), account="5112", actor=None)
    accounts.post()
    assert balances() == {"512": euros("8"), "411": euros("-8")}


def test_money_sent_back_leaves_the_bank_once(alice: Member) -> None:
    bank_line = line("8.00")
    (payment,) = match_lines.match_line(bank_line, [(alice, euros("8"))], actor=None)
    reverse_payment(payment, on=date(2026, 11, 8), actor=None)
    accounts.post()
    assert balances() == {"512": euros("8"), "580": euros("-8")}
    match_lines.file_line(line("-8.00", date(2026, 11, 9)), account="411", actor=None)
    accounts.post()
    assert balances() == {}
    assert not checking.problems()


def test_debits_come_to_the_bank_by_the_line_of_their_batch(alice: Member) -> None:
    paid(alice, means="sepa_debit")
    match_lines.file_line(line("8.00"), account="411", actor=None)
    accounts.post()
    assert balances() == {"512": euros("8"), "411": euros("-8")}


def test_a_line_filed_elsewhere_is_undone_and_entered_anew(alice: Member) -> None:
    fee = line("-3.00")
    match_lines.file_line(fee, account="627", actor=None)
    accounts.post()
    match_lines.undo_line(fee, actor=None)
    accounts.post()
    assert balances() == {}
    match_lines.file_line(fee, account="6278", actor=None)
    assert accounts.post().count == 1
    assert balances() == {"512": euros("-3"), "6278": euros("3")}
    assert accounts.post().count == 0
    assert not checking.problems()


def test_a_payment_found_on_another_bank_account_moves_there(alice: Member) -> None:
    BankAccount.objects.create(name="Ancien")
    accounts.name_account(code="5122", label="Livret", actor=None)
    bank_line = line("8.00", name="Livret")
    accounts.choose_accounts(uses={}, banks={bank_line.account_id: "5122"}, actor=None)
    paid(alice)
    accounts.post()
    assert balances() == {"512": euros("8"), "411": euros("-8")}
    match_lines.match_line(bank_line, [(alice, euros("8"))], actor=None)
    assert accounts.post().count == 2
    assert balances() == {"5122": euros("8"), "411": euros("-8")}
    match_lines.undo_line(bank_line, actor=None)
    accounts.post()
    assert balances() == {}
    assert not checking.problems()


def test_a_number_that_was_merged_brings_its_account(alice: Member, bob: Member) -> None:
    paid(alice)
    accounts.post()
    Payment.objects.get()
    from coin.billing.payments.moves import move_payments

    move_payments(alice, bob, None)
    Member.objects.filter(pk=alice.pk).update(merged_into=bob)
    assert accounts.post().count == 1
    assert reports.members_balances()[f"411{bob.number}"] == euros("-8")
    assert accounts.post().count == 0
    assert not checking.problems()


def test_what_retention_erased_stays_entered(association: Association, alice: Member) -> None:
    match_lines.match_line(line("8.00"), [(alice, euros("8"))], actor=None)
    accounts.post()
    with guards.retention():
        retention.erase_accounts(Member.objects.filter(pk=alice.pk))
    assert accounts.post().count == 0
    assert not checking.problems()


def test_entries_stay_as_they_were_written(alice: Member) -> None:
    paid(alice)
    accounts.post()
    for sql in ("UPDATE billing_entryline SET debit = 1", "DELETE FROM billing_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_nothing_is_dated_in_a_closed_period(association: Association, alice: Member) -> None:
    accounts.close_period(ends_on=date(2026, 11, 10), actor=None)
    paid(alice)
    accounts.post()
    entry = Entry.objects.get()
    assert entry.entry_on == date(2026, 11, 11)
    assert "5 novembre 2026" in entry.label
    assert not checking.problems()


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 10, 31)])
def test_a_period_is_closed_after_its_end_and_after_the_last(day: date, db: None) -> None:
    accounts.close_period(ends_on=date(2026, 10, 31), actor=None)
    with pytest.raises(InvalidInput) as refused:
        accounts.close_period(ends_on=day, actor=None)
    assert refused.value.field == "ends_on"


def opening(account: str, debit: str = "0", credit: str = "0") -> accounts.OpeningRow:
    return accounts.OpeningRow(account, "", euros(debit), euros(credit))


def test_opening_balances_are_one_entry(db: None) -> None:
    rows = [opening("512", debit="100.00"), opening("110", credit="100.00")]
    accounts.open_balances(rows=rows, on=date(2026, 1, 1), actor=None)
    assert balances() == {"512": euros("100"), "110": euros("-100")}
    with pytest.raises(InvalidInput):
        accounts.open_balances(rows=rows, on=date(2026, 1, 1), actor=None)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [opening("512", debit="100.00")],
        [opening("512", debit="1.00"), opening("11", credit="1.00")],
        [opening("512", debit="1.00", credit="1.00")],
    ],
)
def test_an_opening_that_does_not_hold_is_refused(
    rows: list[accounts.OpeningRow], db: None
) -> None:
    with pytest.raises(InvalidInput) as refused:
        accounts.open_balances(rows=rows, on=date(2026, 1, 1), actor=None)
    assert refused.value.field == "rows"
    assert not Entry.objects.exists()


def test_a_pass_takes_as_many_queries_for_more_facts(alice: Member, bob: Member) -> None:
    counts = []
    for many in (1, 1, 5):
        for _ in range(many):
            paid(alice)
            paid(bob)
        with CaptureQueriesContext(connection) as queries:
            accounts.post()
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_what_is_lacking_is_said(association: Association, alice: Member) -> None:
    issued(alice)
    rules = [problem.rule for problem in checking.problems()]
    assert rules == ["entered", "members"]
