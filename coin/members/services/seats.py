"""Seats: nobody seats themself, and every seat has an end."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.members import actions
from coin.members.capabilities import SEATS
from coin.members.models import Seat, User, WorkingGroup

MAX_MONTHS = 36


@transaction.atomic
def give_seat(
    group: WorkingGroup,
    user: User,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    actor: User | None,
) -> Seat:
    """Seat a person in a group from a day to a day (exclusive), at most MAX_MONTHS months.

    Raises NotAllowed when `actor` seats themself, InvalidInput on `starts_on` (past) or `ends_on` (too far, no day).
    """
    if actor is not None and actor.pk == user.pk:
        raise NotAllowed(_("Nobody gives a seat to themself: ask another person who may."))
    _check_days(starts_on, ends_on)
    seat = Seat.objects.create(
        group=group, user=user, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    changes = {"starts_on": (None, starts_on), "ends_on": (None, ends_on)}
    audit.record(actions.SEAT_GIVEN, seat, actor=actor, changes=changes, note=reason)
    return seat


@transaction.atomic
def hand_back_seat(seat: Seat, *, actor: User | None, on: date | None = None) -> None:
    """End a seat early, on a day (today); one that has not begun is never held.

    Raises DomainError when it is over by then, or when nobody would be left who may give seats.
    """
    today = timezone.localdate()
    end = max(on or today, seat.starts_on, today)
    if not _others_may_give_seats(seat, end):
        raise DomainError(
            _("Nobody would be left to give seats: give such a seat to somebody else first.")
        )
    if not Seat.objects.filter(pk=seat.pk, ends_on__gt=end).update(ends_on=end):
        raise DomainError(_("This seat is already over by that day."))
    changes = {"ends_on": (seat.ends_on, end)}
    seat.ends_on = end
    audit.record(actions.SEAT_HANDED_BACK, seat, actor=actor, changes=changes)


def _check_days(starts_on: date, ends_on: date) -> None:
    if starts_on < timezone.localdate():
        raise InvalidInput(_("A seat does not start in the past."), field="starts_on")
    if ends_on <= starts_on:
        raise InvalidInput(_("A seat ends after it starts."), field="ends_on")
    if ends_on > starts_on + relativedelta(months=MAX_MONTHS):
        raise InvalidInput(
            _("A seat lasts at most %(months)s months.") % {"months": MAX_MONTHS}, field="ends_on"
        )


def _others_may_give_seats(seat: Seat, day: date) -> bool:
    # Capabilities are a JSON list, which SQLite cannot look into: the groups are few, so they are read.
    if SEATS.slug not in seat.group.capabilities:
        return True
    groups = [group.pk for group in WorkingGroup.objects.all() if SEATS.slug in group.capabilities]
    held = Seat.objects.in_force(day).filter(group__in=groups, user__is_active=True)
    return held.exclude(pk=seat.pk).exists()
