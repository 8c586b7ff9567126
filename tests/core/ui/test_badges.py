import pytest
from django.db import models

from coin.core import badges
from coin.core.templatetags.coin import badge
from coin.members.enums import Standing


class Weather(models.TextChoices):
    SUN = "sun", "Sun"
    RAIN = "rain", "Rain"


def test_a_badge_is_a_word_with_a_tone() -> None:
    good_badge = badges.badge(Standing, "good")
    assert good_badge == badges.Badge(str(Standing.GOOD.label), "good")
    assert badge("Standing", "late") == (
        f'<span class="state state-warn">{Standing.LATE.label}</span>'
    )


def test_what_nobody_declared_is_shown_plainly_and_escaped() -> None:
    assert badge("Nothing", "<b>") == '<span class="state state-off">&lt;b&gt;</span>'
    assert badge("Standing", None) == ""


def test_every_value_needs_a_known_tone() -> None:
    for tones in ({"sun": "good"}, {"sun": "good", "rain": "purple"}):
        with pytest.raises(ValueError, match="one of the tones"):
            badges.declare(Weather, tones)


def test_an_enum_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        badges.declare(Standing, dict.fromkeys(Standing, "good"))
