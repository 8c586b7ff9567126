"""Euros as Decimal, and the one rounding function: half up, to the cent."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def cents(amount: Decimal | int) -> Decimal:
    """`amount` rounded half up to the cent (5 thousandths go away from zero)."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts that are already in cents."""
    return sum(amounts, ZERO)


def share_out(amount: Decimal, parts: list[int]) -> list[Decimal]:
    """Split `amount` in proportion to `parts`, into shares in cents whose sum is exactly `amount`.

    By the method of the largest remainder: the cents that rounding down leaves go to the shares that lost most by it,
    and among equals to the first ones. Raises ValueError for a negative part, or when no part is positive.
    """
    whole = sum(parts)
    if whole <= 0 or min(parts) < 0:
        raise ValueError("parts must be positive")
    pool = int(cents(amount) * 100)
    shares = [pool * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(pool * parts[i] % whole), i))
    for index in by_remainder[: pool - sum(shares)]:
        shares[index] += 1
    return [Decimal(share) / 100 for share in shares]


def euros(amount: Decimal) -> str:
    """`1 234,56 €` in the language in force, with no-break spaces."""
    return f"{number_format(cents(amount), decimal_pos=2, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}€"
