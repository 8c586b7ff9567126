"""Finds subscriptions that worked in a month that no line bills: a run was missed, or the service began after it.

No run bills the past by itself, since the former tool of an association may have billed it. So only months since coin
first billed a subscription are searched, and a person asks to bill them.
"""

from datetime import date

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from coin.billing.enums import LineItem
from coin.billing.models import Line
from coin.billing.pro_rata import month_of
from coin.core.period import Period
from coin.subscriptions.models import Subscription, Suspension


def unbilled(day: date) -> "QuerySet[Subscription]":
    """Subscriptions that worked in the calendar month of `day` and of which no line bills a day of that month.

    There is none in a month before the first one that coin billed. Subscriptions billed in arrears or free of charge
    are left out. One query, and one for the first month that coin billed.
    """
    month = month_of(day)
    billed = Line.objects.filter(
        subscription__isnull=False, item=LineItem.MONTHLY, is_cancelled=False
    )
    first = billed.aggregate(first=Min("period_start"))["first"]
    if first is None or month.start < first.replace(day=1):
        return Subscription.objects.none()
    its_own = billed.filter(
        subscription=OuterRef("pk"), period_start__lt=month.end, period_end__gt=month.start
    )
    worked = Q(active_on__lt=month.end) & (Q(ended_on=None) | Q(ended_on__gt=month.start))
    subscriptions = Subscription.objects.filter(worked, ~Exists(its_own), in_arrears=False)
    return subscriptions.exclude(monthly_price=0).exclude(_suspended_for_nothing(month))


def _suspended_for_nothing(month: Period) -> Q:
    """Subscriptions suspended all the month, at no price."""
    whole = Suspension.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=month.end),
        subscription=OuterRef("pk"),
        starts_on__lte=month.start,
    )
    return Q(suspended_price=0) & Q(Exists(whole))
