"""Where legal requests stand, and how many there were."""

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Concat, ExtractYear
from django.utils import timezone

from coin.core.models import Proposal, ProposalState
from coin.network.models import LegalRequest, LegalRequestState

ACT = "network.read_legal_request"


def with_state(requests: "QuerySet[LegalRequest]") -> "QuerySet[LegalRequest]":
    """Requests with `state`, a LegalRequestState."""
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
    # By name, so that the type checker takes the column that LegalRequest declares.
    column = {"state": state}
    return requests.annotate(**column)


def legal_requests_per_year() -> dict[int, int]:
    """How many requests were received each year, to be published: one that asks for several moments counts once."""
    one = Concat("authority", Value("\n"), "reference", output_field=CharField())
    rows = LegalRequest.objects.order_by().annotate(year=ExtractYear("received_on"))
    counted = rows.values("year").annotate(requests=Count(one, distinct=True)).order_by("year")
    return dict(counted.values_list("year", "requests"))
