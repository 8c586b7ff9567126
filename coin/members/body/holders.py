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
    """The people whose seats give a capability (its slug) today and who may sign in, by name. One query: seats are few.

    `besides`: primary keys of users who are left out.
    """
    seats = Seat.objects.in_force(timezone.localdate()).filter(user__is_active=True)
    seats_of_others = (
        seats.exclude(user__in=besides).select_related("user", "group").order_by("user__name")
    )
    # Capabilities are a JSON list, which SQLite cannot look into. A person with two seats counts once.
    holders = {
        seat.user_id: seat.user for seat in seats_of_others if capability in seat.group.capabilities
    }
    return list(holders.values())


def the_body(day: date | None = None) -> QuerySet[User]:
    """Everybody who holds a seat on `day` (None: today), in any group, and may sign in, by name."""
    seats = Seat.objects.in_force(day or timezone.localdate())
    return User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("name")


def last_body() -> QuerySet[User]:
    """The people who held a seat on the last day on which anybody could give seats: today, when somebody still can.

    By name, without those whose account is closed by now.
    """
    groups = WorkingGroup.objects.all()
    pks = [group.pk for group in groups if SEATS.slug in group.capabilities]
    # When no group gives seats any more, the one that gave them first counts.
    pks = pks or [group.pk for group in groups if group.slug == COLLEGIAL_BODY]
    today = timezone.localdate()
    begun = Seat.objects.filter(group__in=pks, starts_on__lte=today)
    end = begun.aggregate(end=Max("ends_on"))["end"]
    # A seat's end is exclusive: its last day is the day before.
    return the_body(min(end - timedelta(days=1), today) if end else today)


def rights_of_nobody(groups: Iterable[WorkingGroup]) -> list[Capability]:
    """Capabilities that the code knows and no group holds: those that an upgrade brought."""
    held_slugs = {slug for group in groups for slug in group.capabilities}
    return [capability for slug, capability in known().items() if slug not in held_slugs]


def seats_of(group: WorkingGroup) -> QuerySet[Seat]:
    """Every seat of a group that was or will be held, the last first, with who holds it and who gave it."""
    return group.seats.select_related("user", "given_by").order_by("-starts_on", "-pk")


def ending_seats(day: date, within: timedelta) -> "QuerySet[Seat]":
    """Seats held on `day` that end by `day` + `within`, the first to end first.

    A seat that another of the same person in the same group follows without a gap is left out.
    """
    follows = Seat.objects.filter(
        user=OuterRef("user"), group=OuterRef("group"), starts_on__lte=OuterRef("ends_on")
    ).filter(ends_on__gt=OuterRef("ends_on"))
    seats = Seat.objects.in_force(day).filter(~Exists(follows), ends_on__lte=day + within)
    return seats.select_related("user", "group").order_by("ends_on")
