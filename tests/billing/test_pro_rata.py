"""Arithmetic of months, without a database."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from coin.billing.pro_rata import Period, amount, month_of, share
from coin.core.money import CENT

NOVEMBER = month_of(date(2026, 11, 22))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
PRICES = st.decimals("0", "500", places=2)


def test_a_month_is_half_open() -> None:
    assert Period(date(2026, 11, 1), date(2026, 12, 1)) == NOVEMBER
    assert NOVEMBER.days == 30 and NOVEMBER.last_day == date(2026, 11, 30)


def test_half_a_month_of_a_vpn() -> None:
    half = share(Period(date(2026, 11, 15), date(2026, 12, 1)), NOVEMBER)
    assert half == Decimal("0.5333") and amount(Decimal("8.00"), half) == Decimal("4.27")


@given(day=DAYS, price=PRICES, first=st.integers(0, 30), length=st.integers(1, 31))
def test_a_part_costs_its_days_to_the_cent(
    day: date, price: Decimal, first: int, length: int
) -> None:
    month = month_of(day)
    start = min(month.start + timedelta(days=first), month.last_day)
    part = Period(start, min(start + timedelta(days=length), month.end))
    cost = amount(price, share(part, month))
    exact = price * part.days / month.days
    assert 0 <= cost <= price
    assert cost == cost.quantize(CENT)
    assert abs(cost - exact) <= Decimal("0.005") + price * Decimal("0.00005")
    assert amount(price, share(month, month)) == price
