"""The dues of two records of one member: no day is covered twice, and nothing paid is lost."""

from datetime import date

import pytest

from coin.members.merging.dues import arrange
from coin.members.models import DuesPeriod


def period(pk: int, starts: str, ends: str, *, paid: bool = True) -> DuesPeriod:
    return DuesPeriod(
        pk=pk,
        starts_on=date.fromisoformat(starts),
        ends_on=date.fromisoformat(ends),
        paid_on=date.fromisoformat(starts) if paid else None,
    )


def test_periods_that_do_not_meet_stay_as_they_are() -> None:
    done = arrange(
        [period(1, "2025-01-01", "2026-01-01")], [period(2, "2026-01-01", "2027-01-01")], set()
    )
    assert (done.dropped, done.shifted) == ([], [])


def test_of_two_paid_ones_the_later_follows_the_earlier() -> None:
    later, earlier = period(1, "2026-07-01", "2027-07-01"), period(2, "2026-01-01", "2027-01-01")
    done = arrange([later], [earlier], set())
    assert done.shifted == [(later, date(2027, 1, 1), date(2028, 1, 1))]


def test_one_that_is_shifted_shifts_those_that_follow() -> None:
    first, second = period(1, "2026-01-01", "2027-01-01"), period(2, "2027-01-01", "2028-01-01")
    other = period(3, "2026-01-01", "2027-01-01")
    done = arrange([first, second], [other], set())
    assert [(moved.pk, starts) for moved, starts, _end in done.shifted] == [
        (3, date(2027, 1, 1)),
        (2, date(2028, 1, 1)),
    ]


def test_an_unpaid_one_that_others_cover_is_dropped_unless_it_is_called_for() -> None:
    covering = period(1, "2026-01-01", "2027-01-01")
    unpaid = period(2, "2026-06-01", "2027-06-01", paid=False)
    assert arrange([covering], [unpaid], set()).dropped == [unpaid]
    kept = arrange([covering], [unpaid], {2})
    assert kept.dropped == []
    assert kept.shifted == [(unpaid, date(2027, 1, 1), date(2028, 1, 1))]


@pytest.mark.parametrize(("own", "dropped"), [("2026-01-01", 2), ("2026-03-01", 2)])
def test_of_two_unpaid_ones_the_survivors_stays(own: str, dropped: int) -> None:
    survivor_dues = period(1, own, "2027-01-01", paid=False)
    other = period(2, "2026-01-01", "2027-01-01", paid=False)
    assert [
        period_dropped.pk for period_dropped in arrange([survivor_dues], [other], set()).dropped
    ] == [dropped]


def test_days_that_are_no_whole_months_are_kept() -> None:
    earlier, later = period(1, "2026-01-01", "2027-01-01"), period(2, "2026-12-01", "2026-12-21")
    [(_one, starts, ends)] = arrange([earlier], [later], set()).shifted
    assert (ends - starts).days == 20
