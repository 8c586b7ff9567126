"""VAT inside prices: whatever the lines, the total promised is exact and the sums follow EN 16931."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coin.billing.documents import vat
from coin.core.money import cents

AMOUNTS = st.decimals("-2000", "2000", places=2)
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "2.10", "5.50", "10", "20")])
LINES = st.lists(st.tuples(RATES, AMOUNTS), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("gross", "net", "tax", "rounding"),
    [
        ("32.00", "26.67", "5.33", "0.00"),
        ("30.00", "25.00", "5.00", "0.00"),
        ("0.03", "0.03", "0.01", "-0.01"),
        ("-32.00", "-26.67", "-5.33", "0.00"),
        ("0.00", "0.00", "0.00", "0.00"),
    ],
)
def test_a_total_with_vat(gross: str, net: str, tax: str, rounding: str) -> None:
    rate_sum = vat.rate_sum(Decimal(20), Decimal(gross))
    assert (rate_sum.net, rate_sum.vat, rate_sum.rounding) == (
        Decimal(net),
        Decimal(tax),
        Decimal(rounding),
    )


@given(LINES)
def test_sums_by_rate(lines: list[tuple[Decimal, Decimal]]) -> None:
    sums = vat.by_rate(lines)
    assert sum(rate_sum.gross for rate_sum in sums) == sum(amount for _rate, amount in lines)
    for rate_sum in sums:
        assert rate_sum.gross == rate_sum.net + rate_sum.vat + rate_sum.rounding
        assert rate_sum.vat == cents(rate_sum.net * rate_sum.rate / 100)  # BR-CO-17
        assert abs(rate_sum.rounding) <= Decimal("0.01")
        shares = [
            share
            for (rate, _), share in zip(lines, vat.nets(lines), strict=True)
            if rate == rate_sum.rate
        ]
        assert sum(shares) == rate_sum.net  # BR-S-08


@given(LINES)
def test_what_is_earned_and_the_vat_are_the_whole(lines: list[tuple[Decimal, Decimal]]) -> None:
    amounts = sum((amount for _rate, amount in lines), Decimal(0))
    assert sum(vat.incomes(lines), Decimal(0)) + vat.vat_total(lines) == amounts


@given(st.lists(AMOUNTS, min_size=1, max_size=12))
def test_without_vat_nothing_moves(amounts: list[Decimal]) -> None:
    lines = [(Decimal(0), amount) for amount in amounts]
    assert vat.nets(lines) == amounts and vat.vat_total(lines) == 0


@given(LINES)
def test_a_credit_note_of_all_lines_is_the_mirror(lines: list[tuple[Decimal, Decimal]]) -> None:
    mirror = [(rate, -amount) for rate, amount in lines]
    assert vat.vat_total(mirror) == -vat.vat_total(lines)
