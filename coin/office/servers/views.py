"""Deployments and their runs, with a run's output as it comes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.badges import Badge, badge
from coin.core.views.confirm import Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, Link, Page, Press, RecordPage
from coin.core.views.sensitive import SensitivePage
from coin.office import pages_of
from coin.office.servers.filters import DeploymentFilter, RunFilter
from coin.office.servers.tables import DeploymentTable, RunTable, due_words
from provisioning import capabilities
from provisioning.engine.queueing import cancel_run, request_run
from provisioning.engine.sensitive import RUN_BY_HAND
from provisioning.enums import OPEN_RUNS, RunKind, RunState
from provisioning.models import Deployment, Run, RunLine

MOST_LINES = 2000


class DeploymentList(ListPage):
    capability = capabilities.SEE
    of = pages_of.DEPLOYMENTS
    table_class = DeploymentTable
    filterset_class = DeploymentFilter
    csv_name = "deployments"


class DeploymentRecord(RecordPage[Deployment]):
    of = pages_of.DEPLOYMENTS
    capability = capabilities.SEE
    template_name = "office/servers/deployment.html"

    def get_badges(self) -> Sequence[Badge]:
        return [Badge(*due_words(self.object))]

    def get_actions(self) -> list[Action]:
        if not self.object.is_enabled:
            return []
        run, right = [self.object.slug], capabilities.RUN
        now = reverse("office:run-by-hand", args=run)
        check = reverse("office:run-now", args=[*run, RunKind.CHECK])
        return [
            Action(_("Check without change"), check, "git-compare", right, is_post=True),
            Action(_("Run now"), now, "player-play", right, "primary"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = self.object.runs.select_related("requested_by", "deployment")[:10]
        return super().get_context_data(
            hosts=list(self.object.hosts.all()), runs=RunTable(list(runs)), **kwargs
        )


class RunNow(Press):
    """The button that asks for a run which only checks the servers, and changes nothing; then it shows the run.

    A run that waits already serves again. A 404 for any other kind of run.
    """

    capability = capabilities.RUN

    def act(self) -> str:
        # A run that changes servers is an act of two people: see RunByHand.
        if self.kwargs["kind"] != RunKind.CHECK:
            raise Http404
        deployment = pages_of.DEPLOYMENTS.find(self.kwargs)
        run = request_run(deployment, kind=RunKind.CHECK, actor=self.request.user)
        return pages_of.RUNS.url_of(run)


class RunByHand(AboutPage[Deployment], SensitivePage):
    """The page whose button asks for a run that makes the servers hold what is wanted, now: an act of two people.

    The runs that coin starts by itself when something changes wait for no confirmation.
    """

    of = pages_of.DEPLOYMENTS
    capability = capabilities.RUN
    act = RUN_BY_HAND
    done = gettext_lazy("The run is asked for.")

    def get_title(self) -> str:
        return _("Run %(deployment)s now") % {"deployment": self.object}

    def preview(self) -> Preview:
        hosts = ", ".join(host.name for host in self.object.hosts.all())
        words = {"deployment": self.object, "hosts": hosts}
        sentence = (
            _("coin changes the servers of “%(deployment)s” to what is wanted: %(hosts)s.")
            if hosts
            else _("coin changes “%(deployment)s” to what is wanted.")
        )
        off = [] if self.object.is_enabled else [_("This deployment is disabled.")]
        return Preview(sentence % words, "" if off else _("Run now"), warnings=off)

    def get_done_url(self) -> str:
        open_runs = self.object.runs.filter(kind=RunKind.CONVERGE, state__in=OPEN_RUNS)
        run = open_runs.order_by("pk").last()
        return pages_of.RUNS.url_of(run) if run else self.get_back_url()


class RunCancel(Press):
    capability = capabilities.RUN

    def act(self) -> str:
        run = pages_of.RUNS.find(self.kwargs)
        cancel_run(run, actor=self.request.user)
        return pages_of.RUNS.url_of(run)


class RunList(ListPage):
    capability = capabilities.SEE
    of = pages_of.RUNS
    table_class = RunTable
    filterset_class = RunFilter
    csv_name = "runs"


class RunRecord(RecordPage[Run]):
    """A run of a deployment: its state, its counts, and its log below."""

    of = pages_of.RUNS
    capability = capabilities.SEE
    template_name = "office/servers/run.html"

    def get_title(self) -> str:
        return _("Run %(number)s") % {"number": self.object.pk}

    def get_subtitle(self) -> str:
        return f"{self.object.deployment}, {RunKind(self.object.kind).label}"

    def get_parent(self) -> Link:
        return pages_of.DEPLOYMENTS.link_of(self.object.deployment)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**progress(self.object, after=0), **kwargs)


class RunLive(Page):
    """The part of a run's page that says how it stands now, with the lines of its log after the number `?after=`.

    The page asks for it each second while the run is open.
    """

    capability = capabilities.SEE
    template_name = "office/servers/run_live.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run = pages_of.RUNS.find(self.kwargs)
        after = request.GET.get("after", "")
        known = int(after) if after.isdecimal() else 0
        context = self.get_context_data(object=run, is_partial=True, **progress(run, after=known))
        return self.render_to_response(context)


def progress(run: Run, *, after: int) -> dict[str, Any]:
    """The context of the live part of a run's page, in three queries at most.

    `after` is the number of the last line of the log that the page has; 0 for none.
    """
    lines = list(RunLine.objects.filter(run=run, number__gt=after).order_by("number")[:MOST_LINES])
    return {
        "lines": lines,
        "last_line": lines[-1].number if lines else after,
        "is_open": run.state in OPEN_RUNS,
        "is_running": run.state == RunState.RUNNING,
        "state": badge(RunState, run.state),
        "took": duration(run),
        "counts": [(label, run.counts[key]) for key, label in count_words() if run.counts.get(key)],
    }


def count_words() -> list[tuple[str, str]]:
    return [
        ("ok", _("as wanted")),
        ("changed", _("changed")),
        ("added", _("added")),
        ("modified", _("modified")),
        ("deleted", _("deleted")),
        ("failed", _("failed")),
        ("unreachable", _("not reached")),
    ]


def duration(run: Run) -> str:
    """How long a run has gone on, or took, in minutes and seconds; empty before it starts."""
    if not run.started_at:
        return ""
    took = (run.finished_at or timezone.now()) - run.started_at
    # Never below zero: the clocks of the worker and of the web server may differ a little.
    minutes, seconds = divmod(max(took, timedelta()).seconds, 60)
    if minutes:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)s s") % {"seconds": seconds}
