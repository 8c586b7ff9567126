"""Where legal requests stand, and how many there were."""

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Concat, ExtractYear
from django.utils import timezone

from coin.core.models import Proposal, ProposalState
from coin.network.models import LegalRequest, LegalRequestState

# The act of two that reads a request; its proposals bear this slug.
ACT = "network.read_legal_request"


def with_state(requests: "QuerySet[LegalRequest]") -> "QuerySet[LegalRequest]":
    """The same rows, each annotated with its `state` (a LegalRequestState); nothing is stored."""
    waiting = Proposal.objects.filter(
        act=ACT,
        subject_id=OuterRef("pk"),
        state=ProposalState.WAITING,
        expires_at__gt=timezone.now(),
    )
    state = Case(
        When(read_at__isnull=False, then=Value(LegalRequestState.READ)),
        When(Exists(waiting), then=Value(LegalRequestState.WAITING)),
        default=Value(LegalRequestState.UNREAD),
        output_field=CharField(),
    )
    # Given by name: the type checker then accepts the attribute that LegalRequest declares itself.
    column = {"state": state}
    return requests.annotate(**column)


def legal_requests_per_year() -> dict[int, int]:
    """How many requests were received each year, by year, the first year first, to be published.

    Rows of one authority and one reference are one request, for several moments: they count once a year.
    """
    request = Concat("authority", Value("\n"), "reference", output_field=CharField())
    rows = LegalRequest.objects.order_by().annotate(year=ExtractYear("received_on"))
    by_year = rows.values("year").annotate(requests=Count(request, distinct=True)).order_by("year")
    return dict(by_year.values_list("year", "requests"))
