"""VAT inside prices that include it: pure arithmetic.

The total that a member was promised never moves. For each rate the net sum is the one whose VAT, rounded to the cent,
gives the total back (EN 16931, BR-CO-17). At 20 %, one total in six has no such net sum: a cent is then left as the
invoice's rounding amount (BT-114). Lines share the net sum by largest remainder, so that they add up to it (BR-CO-10,
BR-S-08).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from coin.core.money import CENT, ZERO, cents, total

HUNDRED = Decimal(100)
Taxed = tuple[Decimal, Decimal]  # the rate of a line (per cent), its amount with VAT


@dataclass(frozen=True)
class RateSum:
    """What the lines of one rate come to: `gross` = `net` + `vat` + `rounding`.

    `rate` is in per cent; `gross` includes VAT; `rounding` is the cent that is left, mostly zero.
    """

    rate: Decimal
    gross: Decimal
    net: Decimal
    vat: Decimal
    rounding: Decimal


def rate_sum(rate: Decimal, gross: Decimal) -> RateSum:
    """The net sum and the VAT of a total that includes VAT.

    `rate` is in per cent; `gross`, in euros, may be negative.
    """
    if gross < 0:
        # A credit mirrors the charge that it undoes, to the cent.
        mirror = rate_sum(rate, -gross)
        return RateSum(rate, gross, -mirror.net, -mirror.vat, -mirror.rounding)
    near = cents(gross * HUNDRED / (HUNDRED + rate))
    exact = (net for net in (near, near - CENT, near + CENT) if net + tax(net, rate) == gross)
    net = next(exact, near)
    return RateSum(rate, gross, net, tax(net, rate), gross - net - tax(net, rate))


def tax(net: Decimal, rate: Decimal) -> Decimal:
    return cents(net * rate / HUNDRED)


def by_rate(lines: Iterable[Taxed]) -> list[RateSum]:
    """The sums of these lines, one for each rate, the highest rate first."""
    gross: dict[Decimal, Decimal] = {}
    for rate, amount in lines:
        gross[rate] = gross.get(rate, ZERO) + amount
    return [rate_sum(rate, gross[rate]) for rate in sorted(gross, reverse=True)]


def vat_total(lines: Iterable[Taxed]) -> Decimal:
    return total(rate_sum.vat for rate_sum in by_rate(lines))


def nets(lines: Sequence[Taxed]) -> list[Decimal]:
    """The amount of each line without VAT, in their order. Lines of one rate add up to the net sum of that rate."""
    return _shared(lines, {rate_sum.rate: rate_sum.net for rate_sum in by_rate(lines)})


def incomes(lines: Sequence[Taxed]) -> list[Decimal]:
    """The income from each line. Incomes and VAT add up to the whole total: a rounding cent is earned, or lost.

    In the order of the lines.
    """
    return _shared(
        lines, {rate_sum.rate: rate_sum.gross - rate_sum.vat for rate_sum in by_rate(lines)}
    )


def net_price(price: Decimal, rate: Decimal) -> Decimal:
    """A unit price without VAT, to the hundredth of a cent. `rate` is in per cent."""
    return (price * HUNDRED / (HUNDRED + rate)).quantize(Decimal("0.0001"))


def _shared(lines: Sequence[Taxed], targets: dict[Decimal, Decimal]) -> list[Decimal]:
    """Share out the target sum of each rate among the lines of that rate, in the order of the lines."""
    shares = [ZERO] * len(lines)
    for rate, target in targets.items():
        places = [place for place, line in enumerate(lines) if line[0] == rate]
        exact = [lines[place][1] * HUNDRED / (HUNDRED + rate) for place in places]
        for place, share in zip(places, _rounded(exact, target), strict=True):
            shares[place] = share
    return shares


def _rounded(exact: Sequence[Decimal], target: Decimal) -> list[Decimal]:
    """The amounts rounded to cents so that their sum is `target`: leftover cents go where rounding moved most."""
    shares = [cents(amount) for amount in exact]
    gap = target - total(shares)
    step = CENT if gap > 0 else -CENT
    left = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place]) * step)
    for turn in range(int(abs(gap) / CENT)):
        shares[left[turn % len(left)]] += step
    return shares
