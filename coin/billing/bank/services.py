"""What the bank said: taken in once, matched when it is certain, left to a person otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.bank import csv_statement, reading
from coin.billing.bank import later as bank_later
from coin.billing.bank.knowledge import known
from coin.billing.bank.match_lines import take_certain
from coin.billing.bank.matching import CERTAIN, Match, match
from coin.billing.bank.payouts import file_payouts
from coin.billing.bank.statement import Statement, StatementError, StatementLine
from coin.billing.bank.taking_in import new_lines
from coin.billing.models import BankAccount, BankCsvColumns, BankImport, BankLine, BankUpload
from coin.core import audit, tasks
from coin.core.digests import sha256
from coin.core.errors import InvalidInput
from coin.core.iban import checked_iban
from coin.core.models import Association
from coin.members.models import Member, User

ACCOUNT_NUMBER = 10  # characters of a French account's number, and nearly so elsewhere


@dataclass(frozen=True)
class NewLine:
    """A line that the account does not hold yet, and whose it may be."""

    line: StatementLine
    match: Match | None


@dataclass(frozen=True)
class Prepared:
    """What taking a file in would do: the account, the statements, the new lines. Nothing is written."""

    format: str
    account: BankAccount
    statements: list[Statement]
    new: list[NewLine] = field(default_factory=list)

    @property
    def read_count(self) -> int:
        return sum(len(statement.lines) for statement in self.statements)

    @property
    def known_count(self) -> int:
        """Lines that were taken in before, by this file or another."""
        return self.read_count - len(self.new)

    @property
    def certain(self) -> list[NewLine]:
        return [one for one in self.new if one.match and one.match.is_certain]


@transaction.atomic
def create_account(*, name: str, iban: str, actor: User | None) -> BankAccount:
    """Declare an account of the association. Raises InvalidInput on `name` or `iban`."""
    compact = checked_iban(iban) if iban.strip() else ""
    if BankAccount.objects.filter(name=name.strip()).exists():
        raise InvalidInput(_("An account has this name already."), field="name")
    if compact and BankAccount.objects.filter(iban=compact).exists():
        raise InvalidInput(_("This account is declared already."), field="iban")
    account = BankAccount.objects.create(name=name.strip(), iban=compact)
    audit.record(actions.BANK_ACCOUNT_CREATED, account, actor=actor)
    return account


def prepare(
    content: bytes, *, account: BankAccount | None = None, columns: Mapping[str, str] | None = None
) -> Prepared:
    """Read a statement file and say what is new in it and whose it may be; writes nothing.

    `account` is needed when the file does not name its own (CSV). Raises StatementError on `file`, InvalidInput on
    `account`, csv_statement.UnknownColumns when a person must say which column is which.
    """
    read = reading.read(content, columns or remembered_columns(content))
    home = _account_of(read.statements, account)
    tables = known()
    fresh = [
        NewLine(line, match(line, tables))
        for statement in read.statements
        for line in new_lines(statement, home)
    ]
    return Prepared(read.format, home, read.statements, fresh)


@transaction.atomic
def take_in(
    content: bytes,
    *,
    name: str,
    actor: User | None,
    account: BankAccount | None = None,
    columns: Mapping[str, str] | None = None,
    at_once: int | None = None,
) -> BankImport:
    """Keep what is new of a statement file, and record the payments of which coin is certain.

    Running it again on the same days, in any format, takes nothing in twice. Beyond `at_once` payments, the others are
    recorded by a worker within the minute: no person waits for thousands of them. Raises what `prepare` raises.
    """
    home = prepare(content, account=account, columns=columns).account
    if home.pk is None:
        home = _declare(home, actor)
    # Two people who give the same file wait for one another here; what is new is read again after.
    home = BankAccount.objects.select_for_update().get(pk=home.pk)
    prepared = prepare(content, account=home, columns=columns)
    source = _import(prepared, content, name, actor)
    lines = BankLine.objects.bulk_create([_stored(one, source) for one in prepared.new])
    if columns:
        remember_columns(content, columns)
    sure = [line for line in lines if line.score >= CERTAIN and line.suggested_id]
    certain = take_certain(sure[:at_once], actor=actor)
    file_payouts(lines, actor=actor)
    BankImport.objects.filter(pk=source.pk).update(lines_certain=certain)
    source.lines_certain = certain
    if certain < len(sure):
        tasks.wake(bank_later.match_others, source.pk)
    changes = {
        "lines_new": (None, source.lines_new),
        "lines_certain": (None, certain),
        "ends_on": (None, source.ends_on),
    }
    audit.record(actions.BANK_IMPORTED, source, actor=actor, changes=changes)
    return source


def _declare(home: BankAccount, actor: User | None) -> BankAccount:
    """The association's own account, the first time that a statement of it comes, were it twice at once."""
    account, is_new = BankAccount.objects.get_or_create(
        iban=home.iban, defaults={"name": home.name}
    )
    if is_new:
        audit.record(actions.BANK_ACCOUNT_CREATED, account, actor=actor)
    return account


def keep_upload(
    content: bytes, *, name: str, account: BankAccount | None, actor: User
) -> BankUpload:
    """Keep a file while its sender looks at what it holds, a day at most."""
    return BankUpload.objects.create(
        name=name[:150], content=content, account=account, sent_by=actor
    )


def forget_uploads() -> int:
    """Drop the files that nobody took in within a day; returns how many."""
    old = BankUpload.objects.filter(sent_at__lt=timezone.now() - timedelta(days=1))
    return old.delete()[0]


def members_of(lines: Sequence[NewLine]) -> dict[int, Member]:
    """The members that these lines may be from, by primary key: one query."""
    return Member.objects.in_bulk([line.match.member_pk for line in lines if line.match])


def remembered_columns(content: bytes) -> dict[str, str] | None:
    """Which column is which, if a person told it for a file with this header."""
    if reading.format_of(content) != reading.CSV:
        return None
    digest = csv_statement.open_sheet(content).digest
    bank_csv_columns = BankCsvColumns.objects.filter(header_digest=digest).first()
    return dict(bank_csv_columns.columns) if bank_csv_columns else None


def remember_columns(content: bytes, columns: Mapping[str, str]) -> None:
    """Keep what a person told of a CSV's columns, for the next file of that header."""
    digest = csv_statement.open_sheet(content).digest
    BankCsvColumns.objects.update_or_create(
        header_digest=digest, defaults={"columns": dict(columns)}
    )


def _account_of(statements: Sequence[Statement], given: BankAccount | None) -> BankAccount:
    """The account that the file is about: by its IBAN, else the one given, else the only one there is."""
    ibans = {statement.iban.replace(" ", "").upper() for statement in statements} - {""}
    if len(ibans) > 1:
        raise StatementError(_("This file is about several accounts: give one file for each."))
    iban = next(iter(ibans), "")
    if iban:
        return _account_by_iban(iban, given)
    accounts = list(BankAccount.objects.all()[:2])
    if given or len(accounts) == 1:
        return given or accounts[0]
    raise InvalidInput(_("Say of which account this file is."), field="account")


def _account_by_iban(iban: str, given: BankAccount | None) -> BankAccount:
    # Some formats hold the account's number alone: enough of it tells which IBAN it is part of.
    told = len(iban) >= ACCOUNT_NUMBER
    accounts = BankAccount.objects.exclude(iban="")
    found = next((account for account in accounts if told and iban in account.iban), None)
    own = "".join(Association.current().iban.split()).upper()
    if found is None and iban == own:
        found = BankAccount(name=_("Current account"), iban=iban)  # kept when the file is
    if found is None or (given is not None and given.pk != found.pk):
        words = _("This statement is of the account %(iban)s, which is another one.")
        raise InvalidInput(words % {"iban": iban}, field="account" if given else "file")
    return found


def _import(prepared: Prepared, content: bytes, name: str, actor: User | None) -> BankImport:
    starts = [day for statement in prepared.statements if (day := statement.starts_on)]
    ends = [day for statement in prepared.statements if (day := statement.ends_on)]
    if not starts or not ends:
        raise StatementError(_("This statement holds no movement."))
    last = max(prepared.statements, key=lambda one: one.ends_on or min(ends))
    return BankImport.objects.create(
        account=prepared.account,
        name=name[:150],
        format=prepared.format,
        sha256=sha256(content),
        starts_on=min(starts),
        ends_on=max(ends),
        closing=last.closing,
        lines_read=prepared.read_count,
        lines_new=len(prepared.new),
        imported_by=actor,
    )


def _stored(one: NewLine, source: BankImport) -> BankLine:
    line, found = one.line, one.match
    return BankLine(
        account=source.account,
        source=source,
        booked_on=line.booked_on,
        amount=line.amount,
        label=line.label[:250],
        name=line.name[:140],
        iban=line.iban.replace(" ", "").upper()[:34],
        reference=line.reference[:500],
        bank_reference=line.bank_reference[:140],
        suggested_id=found.member_pk if found else None,
        score=found.score if found else 0,
        reason=found.reason[:250] if found else "",
    )
