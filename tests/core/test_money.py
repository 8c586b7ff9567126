from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from coin.core.money import CENT, cents, euros, share_out, total

amounts = st.decimals(min_value=-100_000, max_value=100_000, places=2)
parts = st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.004999", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("7", "7.00"),
    ],
)
def test_half_a_cent_goes_away_from_zero(exact: str, rounded: str) -> None:
    assert cents(Decimal(exact)) == Decimal(rounded)


@given(amount=amounts, parts=parts)
def test_shares_sum_to_the_cent_and_are_fair(amount: Decimal, parts: list[int]) -> None:
    shares = share_out(amount, parts)

    assert total(shares) == amount
    for share, part in zip(shares, parts, strict=True):
        assert abs(share - amount * part / sum(parts)) < CENT


@pytest.mark.parametrize("parts", [[], [0, 0], [3, -1]])
def test_nothing_is_shared_among_nobody(parts: list[int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        share_out(Decimal(10), parts)


def test_euros_are_written_as_the_language_does() -> None:
    with translation.override("fr"):
        assert euros(Decimal("1234.5")) in {"1\u202f234,50\u00a0€", "1\u00a0234,50\u00a0€"}
