"""Which lines of a statement were not there before, whatever file or format brought them.

Labels differ between formats and a bank's references may change, so a line is told by its day and its amount: of `n`
movements of the same amount on the same day, those that the account already holds are passed over, the likest first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from coin.billing.bank.statement import Statement, StatementLine
from coin.billing.models import BankAccount, BankLine
from coin.core.folding import normalise

Place = tuple[date, Decimal]


def new_lines(statement: Statement, account: BankAccount) -> list[StatementLine]:
    """The lines of `statement` that the account does not hold, in their order. One query."""
    if statement.starts_on is None:
        return []
    # By its key: the association's own account is not stored yet when its first statement is looked at.
    lines = BankLine.objects.filter(
        account=account.pk,
        booked_on__gte=statement.starts_on,
        booked_on__lte=statement.ends_on,
    )
    return unheld([line for line in statement.lines if line.amount], lines)


def unheld(
    lines: Iterable[StatementLine], held: Iterable[BankLine | StatementLine]
) -> list[StatementLine]:
    """Those of `lines` that are not among `held`, counted by day and amount."""
    groups: dict[Place, list[StatementLine]] = defaultdict(list)
    known: dict[Place, list[BankLine | StatementLine]] = defaultdict(list)
    for line in lines:
        groups[_place(line)].append(line)
    for one in held:
        known[_place(one)].append(one)
    passed: Counter[int] = Counter()
    for place, group in groups.items():
        for line in _passed_over(group, known.get(place, [])):
            passed[id(line)] += 1
    return [line for group in groups.values() for line in group if not passed[id(line)]]


def _passed_over(
    group: list[StatementLine], known: list[BankLine | StatementLine]
) -> list[StatementLine]:
    """As many lines of the group as are known: those with the same reference or words first, then the first ones."""
    left, passed = list(group), []
    others = []
    for one in known:
        twin = next((line for line in left if _is_same(line, one)), None)
        if twin is None:
            others.append(one)
        else:
            left.remove(twin)
            passed.append(twin)
    return passed + left[: len(others)]


def _is_same(line: StatementLine, one: BankLine | StatementLine) -> bool:
    if line.bank_reference and line.bank_reference == one.bank_reference:
        return True
    return bool(_words(line).strip()) and normalise(_words(line)) == normalise(_words(one))


def _words(one: BankLine | StatementLine) -> str:
    return f"{one.label} {one.reference}"


def _place(one: BankLine | StatementLine) -> Place:
    return one.booked_on, one.amount
