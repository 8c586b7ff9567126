"""The collegial body: who holds a seat, who holds which right, and which rights nobody holds."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from coin.core.capabilities import Capability, known
from coin.members.capabilities import SEATS
from coin.members.models import Seat, User, WorkingGroup

COLLEGIAL_BODY = "collegiale"


def people_with(capability: str, besides: Collection[int] = ()) -> list[User]:
    """Whoever holds a capability today, besides some, by name. One query: seats are few."""
    seats = Seat.objects.in_force(timezone.localdate()).filter(user__is_active=True)
    held = seats.exclude(user__in=besides).select_related("user", "group").order_by("user__name")
    # Capabilities are a JSON list, which SQLite cannot look into.
    found = {seat.user_id: seat.user for seat in held if capability in seat.group.capabilities}
    return list(found.values())


def the_body(day: date | None = None) -> QuerySet[User]:
    """Everybody who holds a seat that day (today) and may sign in, by name."""
    held = Seat.objects.in_force(day or timezone.localdate())
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name")


def last_body() -> QuerySet[User]:
    """The body of the last day on which anybody could give seats: today's when somebody can."""
    groups = WorkingGroup.objects.all()
    pks = [group.pk for group in groups if SEATS.slug in group.capabilities]
    pks = pks or [group.pk for group in groups if group.slug == COLLEGIAL_BODY]
    today = timezone.localdate()
    begun = Seat.objects.filter(group__in=pks, starts_on__lte=today)
    end = begun.aggregate(end=Max("ends_on"))["end"]
    return the_body(min(end - timedelta(days=1), today) if end else today)


def rights_of_nobody(groups: Iterable[WorkingGroup]) -> list[Capability]:
    """What the code knows and no group holds: rights that an upgrade brought."""
    held = {slug for group in groups for slug in group.capabilities}
    return [one for slug, one in known().items() if slug not in held]


def seats_of(group: WorkingGroup) -> QuerySet[Seat]:
    """Every seat of a group that was or will be held, the last first, with who holds it and who gave it."""
    return group.seats.select_related("user", "given_by").order_by("-starts_on", "-pk")


def ending_seats(day: date, within: timedelta) -> "QuerySet[Seat]":
    """Seats held on that day that end soon, with nothing of the same person in the same group to follow."""
    follows = Seat.objects.filter(
        user=OuterRef("user"), group=OuterRef("group"), starts_on__lte=OuterRef("ends_on")
    ).filter(ends_on__gt=OuterRef("ends_on"))
    seats = Seat.objects.in_force(day).filter(~Exists(follows), ends_on__lte=day + within)
    return seats.select_related("user", "group").order_by("ends_on")
