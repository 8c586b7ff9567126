"""Takes in bank statements: each line once, matched when coin is certain, left to a person otherwise."""

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

# Characters that are enough to tell an account: a French number has 11, and others nearly as many.
ACCOUNT_NUMBER = 10


@dataclass(frozen=True)
class NewLine:
    """A line that the account does not hold yet, with the guess of its member; None when nothing points to one."""

    line: StatementLine
    match: Match | None


@dataclass(frozen=True)
class Prepared:
    """What `take_in` would do with a file: the account, the statements, the new lines. Nothing is written."""

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
        return [line for line in self.new if line.match and line.match.is_certain]


@transaction.atomic
def create_account(*, name: str, iban: str, actor: User | None) -> BankAccount:
    """Declare an account of the association, whose `iban` may be empty; returns it, saved.

    Raises InvalidInput on `name` when an account has it already, on `iban` when it is wrong or declared already.
    """
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
    """Read a statement file, find its new lines and guess their members; writes nothing.

    `account` is needed when the file does not name its own (CSV), unless exactly one is declared. `columns` is {column:
    field} of a CSV; without it, what a person told of this header is used, or the names are guessed. Raises
    StatementError on `file` as `reading.read`, and for a file about several accounts; InvalidInput on `account` when it
    is not told or is another than the file's, on `file` when that of the file is unknown and none is told;
    csv_statement.UnknownColumns when a person must say which column is which.
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
    """Store the new lines of a statement file, and record the payments of which coin is certain.

    `name` is the name of the file; `account` and `columns` are those of `prepare`, and `columns` is remembered for the
    next file. Returns the import, saved, with how many lines it brought. A second file with the same days, in any
    format, brings no line twice. At most `at_once` payments (None: all) are recorded here, and a worker records the
    others within the minute, so that no person waits for thousands of them. The payouts of Stripe among the lines are
    filed. Raises what `prepare` raises, and StatementError for a file without any movement.
    """
    home = prepare(content, account=account, columns=columns).account
    if home.pk is None:
        home = _declare(home, actor)
    # Two people who give the same file wait for one another here; the new lines are read again behind the lock.
    home = BankAccount.objects.select_for_update().get(pk=home.pk)
    prepared = prepare(content, account=home, columns=columns)
    source = _import(prepared, content, name, actor)
    lines = BankLine.objects.bulk_create([_stored(new_line, source) for new_line in prepared.new])
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
    """Store the association's own account when its first statement comes, and return it, even when two come at once."""
    account, is_new = BankAccount.objects.get_or_create(
        iban=home.iban, defaults={"name": home.name}
    )
    if is_new:
        audit.record(actions.BANK_ACCOUNT_CREATED, account, actor=actor)
    return account


def keep_upload(
    content: bytes, *, name: str, account: BankAccount | None, actor: User
) -> BankUpload:
    """Save a file, for a day at most, while its sender looks at its content.

    `name` is the name of the file, `account` the bank account that the sender chose, or None.
    """
    return BankUpload.objects.create(
        name=name[:150], content=content, account=account, sent_by=actor
    )


def forget_uploads() -> int:
    """Delete the files kept by `keep_upload` that nobody took in within a day; returns how many."""
    old = BankUpload.objects.filter(sent_at__lt=timezone.now() - timedelta(days=1))
    return old.delete()[0]


def members_of(lines: Sequence[NewLine]) -> dict[int, Member]:
    """The members whom coin guessed for these lines, by primary key: one query."""
    return Member.objects.in_bulk([line.match.member_pk for line in lines if line.match])


def remembered_columns(content: bytes) -> dict[str, str] | None:
    """The {column: field} that a person told for a CSV with this header; None without any, or for another format."""
    if reading.format_of(content) != reading.CSV:
        return None
    digest = csv_statement.open_sheet(content).digest
    bank_csv_columns = BankCsvColumns.objects.filter(header_digest=digest).first()
    return dict(bank_csv_columns.columns) if bank_csv_columns else None


def remember_columns(content: bytes, columns: Mapping[str, str]) -> None:
    """Keep the {column: field} that a person told for a CSV, for the next file with the same header."""
    digest = csv_statement.open_sheet(content).digest
    BankCsvColumns.objects.update_or_create(
        header_digest=digest, defaults={"columns": dict(columns)}
    )


def _account_of(statements: Sequence[Statement], chosen: BankAccount | None) -> BankAccount:
    """The account of the file: by its IBAN, else the account that was chosen, else the only one there is.

    Raises StatementError for a file about several accounts, InvalidInput on `account` when none of these tells, and as
    `_account_by_iban`.
    """
    ibans = {statement.iban.replace(" ", "").upper() for statement in statements} - {""}
    if len(ibans) > 1:
        raise StatementError(_("This file is about several accounts: give one file for each."))
    iban = next(iter(ibans), "")
    if iban:
        return _account_by_iban(iban, chosen)
    accounts = list(BankAccount.objects.all()[:2])
    if chosen or len(accounts) == 1:
        return chosen or accounts[0]
    raise InvalidInput(_("Say of which account this file is."), field="account")


def _account_by_iban(iban: str, chosen: BankAccount | None) -> BankAccount:
    """The account with this IBAN, or a new one, not saved, when it is the association's own.

    Raises InvalidInput for any other IBAN, or when `chosen` is another account: on `account` when one is chosen, else
    on `file`.
    """
    # Some formats hold the account's number alone: enough of it tells which IBAN it is part of.
    is_enough = len(iban) >= ACCOUNT_NUMBER
    declared = BankAccount.objects.exclude(iban="")
    account = next((row for row in declared if is_enough and iban in row.iban), None)
    own = "".join(Association.current().iban.split()).upper()
    if account is None and iban == own:
        # Not stored here, since `prepare` writes nothing: `take_in` declares it.
        account = BankAccount(name=_("Current account"), iban=iban)
    if account is None or (chosen is not None and chosen.pk != account.pk):
        words = _("This statement is of the account %(iban)s, which is another one.")
        raise InvalidInput(words % {"iban": iban}, field="account" if chosen else "file")
    return account


def _import(prepared: Prepared, content: bytes, name: str, actor: User | None) -> BankImport:
    starts = [day for statement in prepared.statements if (day := statement.starts_on)]
    ends = [day for statement in prepared.statements if (day := statement.ends_on)]
    if not starts or not ends:
        raise StatementError(_("This statement holds no movement."))
    last = max(prepared.statements, key=lambda statement: statement.ends_on or min(ends))
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


def _stored(new_line: NewLine, source: BankImport) -> BankLine:
    """The row of a line, not saved, its words cut to what the columns hold."""
    line, guess = new_line.line, new_line.match
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
        suggested_id=guess.member_pk if guess else None,
        score=guess.score if guess else 0,
        reason=guess.reason[:250] if guess else "",
    )
