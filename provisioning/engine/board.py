"""What waits for the people who keep the servers."""

from collections.abc import Iterator

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.board import WorkLine, work
from provisioning.capabilities import RUN
from provisioning.enums import OPEN_RUNS, RunKind, RunState
from provisioning.models import Deployment, Run

LONGEST_REASON = 160


@work("provisioning.runs", group=gettext_lazy("Servers"), capability=str(RUN))
def runs() -> Iterator[WorkLine]:
    """A line for each enabled deployment without an open run whose last run failed, was lost or was cancelled.

    A line too where the last check found servers that differ from what is wanted.
    """
    for run in _last_runs():
        text = _sentence(run)
        if text:
            yield WorkLine(
                text=text,
                url=reverse("office:run", args=[run.pk]),
                button=_("See the run"),
                since=run.finished_at,
                key=f"provisioning.runs:{run.pk}",
            )


def _last_runs() -> list[Run]:
    """The last convergence and the last run of each enabled deployment; none while a run is open."""
    enabled = Deployment.objects.filter(is_enabled=True).exclude(runs__state__in=OPEN_RUNS)
    last = enabled.annotate(
        any_kind=Max("runs__pk"), converge=Max("runs__pk", filter=Q(runs__kind=RunKind.CONVERGE))
    )
    numbers = {pk for pair in last.values_list("any_kind", "converge") for pk in pair if pk}
    return list(Run.objects.filter(pk__in=numbers).select_related("deployment"))


def _sentence(run: Run) -> str:
    words = {"deployment": run.deployment.name}
    if run.state in (RunState.FAILED, RunState.LOST):
        reason = Truncator(run.error).chars(LONGEST_REASON)
        return _("The last run of %(deployment)s failed: %(reason)s") % {**words, "reason": reason}
    if run.state == RunState.CANCELLED:
        return (
            _("The last run of %(deployment)s was cancelled: its servers may lack changes.") % words
        )
    if run.kind == RunKind.CHECK and run.counts.get("changed"):
        return _("The servers of %(deployment)s are not as they should be.") % words
    return ""
