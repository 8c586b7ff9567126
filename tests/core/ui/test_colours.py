import pytest
from hypothesis import given
from hypothesis import strategies as st

from coin.core import colours

channel = st.integers(0, 255)


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast(colours.BLACK, colours.WHITE) == pytest.approx(21)
    assert colours.contrast(colours.parse("#777777"), colours.WHITE) == pytest.approx(
        4.48, abs=0.01
    )


@given(st.tuples(channel, channel, channel))
def test_any_accent_is_made_readable_on_light_and_on_dark(accent: colours.Rgb) -> None:
    for ground in (colours.LIGHT_PAGE, colours.DARK_CARD):
        colour = colours.readable_on(accent, ground)
        assert colours.contrast(colour, ground) >= 4.5
        assert colours.contrast(colours.text_on(colour), colour) >= 4.5


def test_a_readable_accent_stays_as_it_is() -> None:
    assert colours.readable_on(colours.parse("#0b6e4f"), colours.LIGHT_PAGE) == (11, 110, 79)
