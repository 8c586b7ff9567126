"""Seats: nobody seats themself, and every seat has an end."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.core.models import Association
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.capabilities import SEATS
from coin.members.models import Seat, User, WorkingGroup


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
    """Seat a person in a group from a day to a day (exclusive), at most as many months as the association says.

    The seat is saved and journaled. `actor` None: the machine gives it. Raises what `check_seat` raises, and
    InvalidInput on `reason` (the decision that gives the seat: empty or too long).
    """
    # Two seats given to one person at once wait for each other here: each would not see the other, and overlap it.
    WorkingGroup.objects.select_for_update().get(pk=group.pk)
    check_seat(group, user, starts_on=starts_on, ends_on=ends_on, actor=actor)
    seat = Seat(
        group=group,
        user=user,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        given_by=actor,
    )
    if not seat.reason:
        raise InvalidInput(_("Say which decision gives this seat."), field="reason")
    check_fields(seat, ["reason"])
    seat.save(force_insert=True)
    changes = {"starts_on": (None, starts_on), "ends_on": (None, ends_on)}
    audit.record(actions.SEAT_GIVEN, seat, actor=actor, changes=changes, note=seat.reason)
    return seat


def check_seat(
    group: WorkingGroup, user: User, *, starts_on: date, ends_on: date, actor: User | None
) -> None:
    """Refuse a seat that may not be given; writes nothing.

    Raises NotAllowed when `actor` seats themself; InvalidInput on `user` (the account is closed), `starts_on` (in the
    past, or the person holds another seat of the group in that time) or `ends_on` (not after the start, or later than
    the association lets a seat last).
    """
    if actor is not None and actor.pk == user.pk:
        raise NotAllowed(_("Nobody gives a seat to themself: ask another person who may."))
    if not user.is_active:
        raise InvalidInput(_("This account is closed."), field="user")
    _check_days(starts_on, ends_on)
    _refuse_overlap(group, user, starts_on, ends_on)


def give_seat_as_asked(
    group: WorkingGroup, *, actor: User, user: int, starts_on: str, ends_on: str, reason: str
) -> Seat:
    """`give_seat` from plain values (a user's primary key, days in ISO format), as a proposal keeps them.

    A first day that passed while the proposal waited for a second person becomes today. Raises DomainError when the
    account is gone, and what `give_seat` raises.
    """
    person = User.objects.filter(pk=user).first()
    if person is None:
        raise DomainError(_("This account is no longer there."))
    return give_seat(
        group,
        person,
        starts_on=max(date.fromisoformat(starts_on), timezone.localdate()),
        ends_on=date.fromisoformat(ends_on),
        reason=reason,
        actor=actor,
    )


@transaction.atomic
def hand_back_seat(seat: Seat, *, actor: User | None, on: date | None = None) -> None:
    """End one's own seat early, on a day (today when none is given); a seat that has not begun is never held.

    Raises NotAllowed for a seat of somebody else (see `withdraw_seat`), DomainError when the seat is over by then, or
    when nobody who may give seats would be left.
    """
    if actor is not None and actor.pk != seat.user_id:
        raise NotAllowed(_("A seat is handed back by whoever holds it."))
    _end(seat, on or timezone.localdate(), actions.SEAT_HANDED_BACK, actor=actor)


@transaction.atomic
def withdraw_seat(seat: Seat, *, actor: User | None, reason: str) -> None:
    """End somebody else's seat today. Two people decide on it: see coin.members.body.sensitive.

    Raises NotAllowed for one's own seat, InvalidInput on an empty `reason`, and DomainError as `hand_back_seat` does.
    """
    if actor is not None and actor.pk == seat.user_id:
        raise NotAllowed(_("Your own seat is handed back, not withdrawn."))
    if not reason.strip():
        raise InvalidInput(_("Say why this seat is withdrawn."), field="reason")
    _end(seat, timezone.localdate(), actions.SEAT_WITHDRAWN, actor=actor, note=reason.strip())


def _end(seat: Seat, day: date, act: audit.Action, *, actor: Any, note: str = "") -> None:
    # Never in the past, and never before the first day: a seat that has not begun is left with no day at all.
    end = max(day, seat.starts_on, timezone.localdate())
    # Of two last holders of a group who leave at once, the second waits here, and then sees that the first is gone.
    WorkingGroup.objects.select_for_update().get(pk=seat.group_id)
    if not _others_may_give_seats(seat, end):
        raise DomainError(
            _("Nobody would be left to give seats: give such a seat to somebody else first.")
        )
    if not Seat.objects.filter(pk=seat.pk, ends_on__gt=end).update(ends_on=end):
        raise DomainError(_("This seat is already over by that day."))
    changes = {"ends_on": (seat.ends_on, end)}
    seat.ends_on = end
    audit.record(act, seat, actor=actor, changes=changes, note=note)


def _check_days(starts_on: date, ends_on: date) -> None:
    if starts_on < timezone.localdate():
        raise InvalidInput(_("A seat does not start in the past."), field="starts_on")
    if ends_on <= starts_on:
        raise InvalidInput(_("A seat ends after it starts."), field="ends_on")
    months = Association.current().seat_months
    if ends_on > starts_on + relativedelta(months=months):
        raise InvalidInput(
            _("A seat lasts at most %(months)s months.") % {"months": months}, field="ends_on"
        )


def _refuse_overlap(group: WorkingGroup, user: User, starts_on: date, ends_on: date) -> None:
    # A seat that was ended before it began has no day, and overlaps nothing.
    seats = Seat.objects.filter(group=group, user=user, ends_on__gt=F("starts_on"))
    overlapping = seats.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).first()
    if overlapping is not None:
        words = {"person": user, "group": group, "day": date_format(overlapping.ends_on)}
        raise InvalidInput(
            _("%(person)s holds a seat in “%(group)s” until %(day)s: start from that day.") % words,
            field="starts_on",
        )


def _others_may_give_seats(seat: Seat, day: date) -> bool:
    # Capabilities are a JSON list, which SQLite cannot look into: the groups are few, so they are read.
    if SEATS.slug not in seat.group.capabilities:
        return True
    groups = [group.pk for group in WorkingGroup.objects.all() if SEATS.slug in group.capabilities]
    seats = Seat.objects.in_force(day).filter(group__in=groups, user__is_active=True)
    return seats.exclude(pk=seat.pk).exists()
