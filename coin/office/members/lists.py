"""The rows of the lists of members and of dues plans, with what their columns show, in one query each."""

from decimal import Decimal

from django.db.models import Count, DateField, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from coin.billing.balance.queries import with_balance
from coin.core.money import cents
from coin.members.models import DuesPeriod, DuesPlan, Member
from coin.office.subscriptions.lists import _count, _one
from coin.subscriptions.enums import LIVE_SERVICES
from coin.subscriptions.models import Service


def members() -> QuerySet[Member]:
    """Members who are not archived, with what `every_member` adds."""
    return every_member().filter(archived_at=None)


def every_member() -> QuerySet[Member]:
    """Members, archived ones too, with their `standing`, `dues_until`, `plan`, `services_count` and `balance`.

    `dues_until` is the end (not included) of the last paid dues period, `plan` the name of the plan of the last period,
    `services_count` counts live services, `balance` is what the member owes in euros. None where there are no dues.
    """
    periods = DuesPeriod.objects.filter(member=OuterRef("pk"))
    paid = periods.filter(paid_on__isnull=False).order_by()
    live = Service.objects.filter(subscription__member=OuterRef("pk"), state__in=LIVE_SERVICES)
    # Subqueries and not joins: joined, the periods and the services of a member would multiply one another.
    rows = Member.objects.with_standing().annotate(
        dues_until=_one(paid.values("member").annotate(it=Max("ends_on")), DateField()),
        plan=Subquery(periods.order_by("-starts_on").values("plan__name")[:1]),
        services_count=_count(live.order_by().values("subscription__member")),
    )
    return with_balance(rows)


def dues_plans() -> QuerySet[DuesPlan]:
    """All dues plans, open ones first, with `members_count`: the members whose dues period of today is of this plan.

    A period counts whether it is paid or not.
    """
    today = timezone.localdate()
    now = Q(duesperiod__starts_on__lte=today, duesperiod__ends_on__gt=today)
    rows = DuesPlan.objects.annotate(
        members_count=Count("duesperiod__member", filter=now, distinct=True)
    )
    return rows.order_by("-open_to_new", "name")


def balance_of(member: Member) -> Decimal:
    """What a member owes in euros; below zero, their credit. `member` is from `members()` or `every_member()`."""
    return cents(member.balance)  # type: ignore[attr-defined]
