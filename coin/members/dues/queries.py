"""Questions about members: for whom a user acts, their standing, unpaid dues."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from coin.members.enums import Standing
from coin.members.models import DuesPeriod, Member, User
from coin.members.models.standing import standing_expression

if TYPE_CHECKING:
    from coin.members.models.member import MemberQuerySet


def members_of(user: User, day: date) -> "MemberQuerySet":
    """The members for whom a user acts on that day, in any role."""
    in_force = Q(representatives__ends_on=None) | Q(representatives__ends_on__gt=day)
    represented = Member.objects.filter(
        in_force, representatives__user=user, representatives__starts_on__lte=day
    )
    return Member.objects.filter(pk__in=represented.values("pk"))


def count_by_standing(day: date) -> dict[Standing, int]:
    """The number of members of each standing on that day, zero included (one query).

    Records that were merged into another do not count; archived members do.
    """
    members = Member.objects.filter(merged_into=None).order_by()
    rows = members.values_list(standing_expression(day)).annotate(Count("pk"))
    counts = dict(rows)
    return {standing: counts.get(standing.value, 0) for standing in Standing}


def overdue_dues(started_before: date) -> "QuerySet[DuesPeriod]":
    """Unpaid periods that began before that day, of members who are not archived and have not left, oldest first."""
    today = timezone.localdate()
    unpaid = DuesPeriod.objects.filter(paid_on=None, starts_on__lt=started_before)
    return unpaid.filter(
        Q(member__left_on=None) | Q(member__left_on__gt=today),
        Q(member__excluded_on=None) | Q(member__excluded_on__gt=today),
        member__archived_at=None,
    ).order_by("starts_on")
