"""Standing, derived from dues periods: the one place that says who is in good standing.

Good: a paid period covers the day (a period paid early follows without a gap). Candidate: no paid period has begun.
Late: the last paid period ended less than the association's `lapsed_after_days` ago. Lapsed: it ended longer ago. Left
and excluded come from the member's own dates, once they are reached.
"""

from datetime import date, timedelta

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from coin.core.models import Association
from coin.members.enums import Standing
from coin.members.models.dues import DuesPeriod


def standing_expression(day: date) -> Case:
    """A database expression over Member that gives its Standing on `day`: an exclusion, else a departure, reached by
    that day; else by the dues periods that had begun and were paid by then.
    """
    lapsed_before = day - timedelta(days=Association.current().lapsed_after_days)
    paid = DuesPeriod.objects.filter(member=OuterRef("pk"), paid_on__lte=day, starts_on__lte=day)
    # The first case that holds wins: an exclusion goes before a departure, and both before dues.
    return Case(
        When(Q(excluded_on__lte=day), then=Value(Standing.EXCLUDED)),
        When(Q(left_on__lte=day), then=Value(Standing.LEFT)),
        When(Exists(paid.filter(ends_on__gt=day)), then=Value(Standing.GOOD)),
        When(~Exists(paid), then=Value(Standing.CANDIDATE)),
        When(Exists(paid.filter(ends_on__gt=lapsed_before)), then=Value(Standing.LATE)),
        default=Value(Standing.LAPSED),
        output_field=CharField(),
    )
