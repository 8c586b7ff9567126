"""The first and the last day of dues, computed without a database."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from coin.members.dues.periods import Calendar
from coin.members.enums import PeriodKind

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 12, 31))
calendars = st.builds(
    Calendar,
    kind=st.sampled_from(PeriodKind.values),
    months=st.integers(1, 60),
    month=st.integers(1, 12),
    day=st.integers(1, 28),
)


@pytest.mark.parametrize(
    ("calendar", "starts_on", "ends_on"),
    [
        (Calendar(months=12), date(2026, 3, 15), date(2027, 3, 15)),
        (Calendar(months=1), date(2026, 1, 31), date(2026, 2, 28)),
        (Calendar(months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (Calendar(PeriodKind.CIVIL_YEAR), date(2026, 1, 1), date(2027, 1, 1)),
        (Calendar(PeriodKind.CIVIL_YEAR, months=3), date(2026, 11, 22), date(2027, 1, 1)),
        (Calendar(PeriodKind.FIXED, month=9, day=1), date(2026, 9, 1), date(2027, 9, 1)),
        (Calendar(PeriodKind.FIXED, month=9, day=1), date(2026, 8, 31), date(2026, 9, 1)),
        (Calendar(PeriodKind.FIXED, month=9, day=1), date(2027, 1, 2), date(2027, 9, 1)),
    ],
)
def test_where_a_period_ends(calendar: Calendar, starts_on: date, ends_on: date) -> None:
    assert calendar.end_of(starts_on) == ends_on


@given(calendars, days)
def test_a_period_always_has_days_and_never_more_than_its_length(
    calendar: Calendar, starts_on: date
) -> None:
    longest = relativedelta(months=calendar.months if calendar.kind == "rolling" else 12)
    assert starts_on < calendar.end_of(starts_on) <= starts_on + longest


@given(calendars.filter(lambda one: one.kind != PeriodKind.ROLLING), days)
def test_a_year_that_begins_on_a_fixed_day_ends_there_whenever_one_comes(
    calendar: Calendar, starts_on: date
) -> None:
    end = calendar.end_of(starts_on)
    fixed = calendar.kind == PeriodKind.FIXED
    assert (end.month, end.day) == ((calendar.month, calendar.day) if fixed else (1, 1))
    # Every day of that year, the last one too, leads to the same end; the next period is a whole year.
    assert calendar.end_of(end - timedelta(days=1)) == end
    assert calendar.end_of(end) == end + relativedelta(years=1)


@given(calendars, days, days)
def test_who_starts_later_never_ends_earlier(calendar: Calendar, one: date, other: date) -> None:
    first, last = sorted([one, other])
    assert calendar.end_of(first) <= calendar.end_of(last)


@pytest.mark.parametrize("mistyped", [date(26, 11, 22), date(9999, 12, 31)])
def test_a_year_mistyped_is_refused(mistyped: date) -> None:
    for kind in PeriodKind.values:
        with pytest.raises(ValueError, match="year"):
            Calendar(kind).end_of(mistyped)
