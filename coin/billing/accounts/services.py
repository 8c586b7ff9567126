"""Keeping the accounts: entries written for every fact, accounts chosen, periods closed, balances opened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing import actions, chart
from coin.billing.account_enums import AccountUse, EntrySource, Journal
from coin.billing.accounts import facts, writing
from coin.billing.accounts.entries import Draft, Posting
from coin.billing.models import Account, AccountChoice, AccountingPeriod, BankAccount, Entry
from coin.billing.models.entry import is_account_code
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.core.money import ZERO, euros, total
from coin.core.validation import check_fields
from coin.members.models import User

BATCH = 2000  # facts or entries per transaction
SOURCES = {
    EntrySource.DOCUMENT: facts.documents,
    EntrySource.PAYMENT: facts.payments,
    EntrySource.BANK_LINE: facts.lines,
    EntrySource.ONLINE_FEE: facts.fees,
}


@dataclass
class Posted:
    """The result of a pass: how many entries it wrote, and the pieces refused (their lines do not make their total).

    `refused` holds the numbers of those pieces; they get no entry.
    """

    count: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OpeningRow:
    """One account of the opening balances, as a person gave it; amounts in euros, one of the two being zero.

    `label` names the account if the chart lacks it.
    """

    account: str
    label: str
    debit: Decimal
    credit: Decimal


def post(*, actor: User | None = None) -> Posted:
    """Write the entries that are missing, and undo those that no longer match their fact; a second pass writes nothing.

    Facts are issued documents, payments, filed bank lines, fees of online payments, and merges of members. A pass runs
    in transactions of 2,000 facts: the next pass finishes one that died. A fact whose lines do not make its total gets
    no entry, and stands in `refused`.
    """
    done = Posted()
    # Undoing comes first: a fact whose entry was undone has none, and is entered anew below.
    for pks in _batches(facts.outdated()):
        _in_one(partial(facts.undoings, pks), done, actor)
    accounts = chart.load()
    for source, lacking in SOURCES.items():
        for pks in _batches(list(lacking().values_list("pk", flat=True))):
            _in_one(partial(facts.drafts_of, source, pks, accounts), done, actor)
    _in_one(facts.merges, done, actor)
    return done


@transaction.atomic
def name_account(*, code: str, label: str, actor: User | None) -> Account:
    """Add an account to the chart, or change its label; returns it, saved.

    Raises InvalidInput on `code` when it does not start with three digits, on either when it is empty or too long.
    """
    account = Account(code=code.strip().upper(), label=label.strip())
    check_fields(account, ["code", "label"])
    before = Account.objects.filter(pk=account.code).values_list("label", flat=True).first()
    account.save()
    changes = {"code": (account.code, account.code), "label": (before, account.label)}
    # A row of the journal finds its subject by a whole number, and the code of an account may hold letters.
    audit.record(actions.ACCOUNT_CHANGED, _association(), actor=actor, changes=changes)
    return account


@transaction.atomic
def choose_accounts(
    *, uses: Mapping[str, str], banks: Mapping[int, str], actor: User | None
) -> None:
    """Choose the account of each use and of each bank account from now on: entries already written stay.

    `uses` maps an AccountUse, and `banks` the primary key of a bank account, to the code of an account. Raises
    InvalidInput on the use, or on `bank_<primary key>`, when the account is not in the chart.
    """
    writing.lock()
    before = chart.load()
    changes: dict[str, tuple[str, str]] = {}
    for use, code in uses.items():
        if code != before.of(use):
            _check_in_chart(code, use)
            changes[use] = (before.of(use), code)
            AccountChoice.objects.update_or_create(
                use=use, bank=None, defaults={"account_id": code}
            )
    names = dict(BankAccount.objects.values_list("pk", "name"))
    for bank, code in banks.items():
        if code != before.of_bank(bank):
            _check_in_chart(code, f"bank_{bank}")
            changes[names[bank]] = (before.of_bank(bank), code)
            AccountChoice.objects.update_or_create(
                bank_id=bank, defaults={"use": AccountUse.BANK, "account_id": code}
            )
    if changes:
        audit.record(actions.ACCOUNTS_CHOSEN, _association(), actor=actor, changes=changes)


def close_period(*, ends_on: date, actor: User | None) -> AccountingPeriod:
    """Write the entries that are missing, then close the accounts: no entry is dated `ends_on` or before any more.

    Returns the closed period, saved.

    Raises InvalidInput on `ends_on` when the day is not over, or not after the last closed day; DomainError when a fact
    has no entry, since its lines do not make its total.
    """
    if ends_on >= timezone.localdate():
        raise InvalidInput(_("A period is closed once its last day is over."), field="ends_on")
    # Outside the transaction below: `post` commits batch by batch. A fact that comes in between is entered later, on
    # the first open day.
    refused = post(actor=actor).refused
    if refused:
        words = _(
            "These pieces have no entry, since their lines do not make their total: %(pieces)s."
        )
        raise DomainError(words % {"pieces": ", ".join(refused[:5])})
    with transaction.atomic():
        writing.lock()
        closed = writing.closed_until()
        if closed and ends_on <= closed:
            words = _("The accounts are closed until %(day)s already.")
            raise InvalidInput(words % {"day": date_format(closed)}, field="ends_on")
        period = AccountingPeriod.objects.create(ends_on=ends_on, closed_by=actor)
        audit.record(
            actions.PERIOD_CLOSED, period, actor=actor, changes={"ends_on": (closed, ends_on)}
        )
    return period


@transaction.atomic
def open_balances(*, rows: Sequence[OpeningRow], on: date, actor: User | None) -> Entry:
    """Enter the closing balances of another tool as one entry dated `on`; returns it, saved.

    Accounts that the chart lacks are added with their label. Raises as `check_opening`.
    """
    writing.lock()
    check_opening(rows, on)
    for row in rows:
        if row.label:
            Account.objects.get_or_create(code=row.account, defaults={"label": row.label})
    draft = Draft(
        journal=Journal.OTHER,
        on=on,
        piece=f"AN{on:%Y%m%d}",
        piece_on=on,
        label="Reprise des soldes",
        source=EntrySource.OPENING,
        source_pk=int(f"{on:%Y%m%d}"),
        postings=[Posting(row.account, row.debit - row.credit) for row in rows],
    )
    entry = writing.write([draft])[0]
    debits = total(row.debit for row in rows)
    audit.record(actions.BALANCES_OPENED, entry, actor=actor, changes={"debit": (None, debits)})
    return entry


def check_opening(rows: Sequence[OpeningRow], on: date) -> None:
    """Raises InvalidInput on `rows` or `on` when these balances could not be entered; writes nothing.

    On `on`: the day is to come, is closed, or has opening balances already. On `rows`: there is none, one is no number
    of an account or has not exactly one side above zero, or the debits are not equal to the credits.
    """
    closed = writing.closed_until()
    if on > timezone.localdate() or (closed and on <= closed):
        raise InvalidInput(_("This day is in the future, or closed."), field="on")
    if Entry.objects.filter(source=EntrySource.OPENING, entry_on=on).exists():
        raise InvalidInput(_("Opening balances were entered on this day already."), field="on")
    for row in rows:
        _check_opening_row(row)
    debits, credits = total(row.debit for row in rows), total(row.credit for row in rows)
    if not rows or debits != credits:
        words = _("Debits make %(debits)s and credits %(credits)s: they must be equal.")
        values = {"debits": euros(debits), "credits": euros(credits)}
        raise InvalidInput(words % values, field="rows")


def _check_opening_row(row: OpeningRow) -> None:
    try:
        is_account_code(row.account)
    except ValidationError as error:
        words = _("“%(account)s” is not the number of an account.")
        raise InvalidInput(words % {"account": row.account}, field="rows") from error
    if min(row.debit, row.credit) != ZERO or max(row.debit, row.credit) <= ZERO:
        words = _("Account %(account)s: either a debit or a credit, more than nothing.")
        raise InvalidInput(words % {"account": row.account}, field="rows")


def _in_one(read: Callable[[], list[Draft]], done: Posted, actor: User | None) -> None:
    """Call `read` for drafts behind the lock, and write those that are balanced, in one transaction; adds to `done`."""
    with transaction.atomic():
        writing.lock()
        # Read after the lock: another pass may have written some of these entries since the keys were listed.
        drafts = read()
        good = [draft for draft in drafts if draft.is_balanced]
        done.refused += [draft.piece for draft in drafts if not draft.is_balanced]
        if good:
            rows = writing.write(good)
            done.count += len(rows)
            changes = {"entries": (None, len(rows))}
            audit.record(actions.ENTRIES_POSTED, rows[-1], actor=actor, changes=changes)


def _batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


def _check_in_chart(code: str, name: str) -> None:
    if not Account.objects.filter(pk=code).exists():
        words = _("%(account)s is not in the chart: add it first.")
        raise InvalidInput(words % {"account": code}, field=name)


def _association() -> Association:
    return Association.current()
