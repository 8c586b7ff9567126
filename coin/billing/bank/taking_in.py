"""Finds the lines of a statement that the account does not hold yet, whatever file or format brought the others.

Labels differ between formats and a bank's references may change, so a line is recognised by its day and its amount: of
`n` movements of one amount on one day, as many are passed over as the account holds already, the likest first.
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
    """The lines of `statement` that the account does not hold yet; a line of zero is left out. One query."""
    if statement.starts_on is None:
        return []
    # By its key, which may be None: the association's own account is not stored yet when a person looks at its first
    # statement.
    lines = BankLine.objects.filter(
        account=account.pk,
        booked_on__gte=statement.starts_on,
        booked_on__lte=statement.ends_on,
    )
    return unheld([line for line in statement.lines if line.amount], lines)


def unheld(
    lines: Iterable[StatementLine], held_lines: Iterable[BankLine | StatementLine]
) -> list[StatementLine]:
    """Those of `lines` that are not among `held_lines`, counted by day and amount.

    Of three lines of one day and amount, one is left when two are held. They come grouped by day and amount.
    """
    groups: dict[Place, list[StatementLine]] = defaultdict(list)
    known: dict[Place, list[BankLine | StatementLine]] = defaultdict(list)
    for line in lines:
        groups[_place(line)].append(line)
    for held_line in held_lines:
        known[_place(held_line)].append(held_line)
    # By identity: two lines of a statement may be equal in every field.
    passed: Counter[int] = Counter()
    for place, group in groups.items():
        for line in _passed_over(group, known.get(place, [])):
            passed[id(line)] += 1
    return [line for group in groups.values() for line in group if not passed[id(line)]]


def _passed_over(
    group: list[StatementLine], known: list[BankLine | StatementLine]
) -> list[StatementLine]:
    """As many lines of the group as are known: those with the same reference or words first, then any, in order."""
    left, passed = list(group), []
    others = []
    for known_line in known:
        twin = next((line for line in left if _is_same(line, known_line)), None)
        if twin is None:
            others.append(known_line)
        else:
            left.remove(twin)
            passed.append(twin)
    return passed + left[: len(others)]


def _is_same(line: StatementLine, known_line: BankLine | StatementLine) -> bool:
    if line.bank_reference and line.bank_reference == known_line.bank_reference:
        return True
    return bool(_words(line).strip()) and normalise(_words(line)) == normalise(_words(known_line))


def _words(line: BankLine | StatementLine) -> str:
    return f"{line.label} {line.reference}"


def _place(line: BankLine | StatementLine) -> Place:
    return line.booked_on, line.amount
