from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from coin.core.templatetags import coin as tags


@pytest.fixture(autouse=True)
def in_french() -> object:
    with translation.override("fr"):
        yield


def test_amounts_and_days_are_written_as_people_write_them() -> None:
    assert tags.euros(Decimal("1234.5")) == "1 234,50 €".replace(" ", "\N{NO-BREAK SPACE}")
    assert tags.euros(None) == ""
    assert tags.day(date(2026, 11, 22)) == "22 novembre 2026"
    assert tags.day(tags.last_day(date(2027, 1, 1))) == "31 décembre 2026"


def test_an_instant_is_the_day_it_was_here() -> None:
    assert tags.day(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == "22 novembre 2026"


def test_relative_time_bears_the_exact_one() -> None:
    html = tags.ago(datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert 'datetime="2020-01-02T03:04:05+00:00"' in html
    assert 'title="2 janvier 2020, 04:04:05"' in html


def test_what_is_copied_is_escaped() -> None:
    assert "<script>" not in tags.copy("<script>")
    assert 'data-copy="203.0.113.7"' in tags.copy("203.0.113.7")


def test_an_icon_alone_has_a_name_and_beside_words_has_none() -> None:
    assert 'aria-hidden="true"' in tags.icon("home")
    assert 'role="img" aria-label="Home"' in tags.icon("home", label="Home")
