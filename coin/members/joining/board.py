"""Work lines about requests to join: those to answer, and candidates who stay silent."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.board import WorkLine, folded, work
from coin.members.capabilities import JOIN
from coin.members.enums import ApplicationState
from coin.members.models import Application

SILENT_AFTER = timedelta(days=14)
WELCOME = gettext_lazy("Welcome")


@work("members.applications", group=WELCOME, capability=JOIN.slug)
def request_lines() -> Iterable[WorkLine]:
    waiting = Application.objects.filter(state=ApplicationState.SUBMITTED).order_by("moved_at")
    return folded(waiting, _request_line, _more_requests)


@work("members.silent_candidates", group=WELCOME, capability=JOIN.slug)
def silence_lines() -> Iterable[WorkLine]:
    questioned = Application.objects.filter(state=ApplicationState.QUESTIONED)
    silent = questioned.filter(moved_at__lte=timezone.now() - SILENT_AFTER).order_by("moved_at")
    return folded(silent, _silence_line, _more_silences)


def _request_line(application: Application) -> WorkLine:
    text = _("%(candidate)s asks to join") % {"candidate": application.name}
    return _line(application, text, _("Answer"))


def _silence_line(application: Application) -> WorkLine:
    text = _("%(candidate)s has not answered what was asked about joining")
    return _line(application, text % {"candidate": application.name}, _("Decide"))


def _line(application: Application, text: str, button: str) -> WorkLine:
    return WorkLine(
        text=text,
        url=reverse("office:application", args=[application.pk]),
        button=button,
        since=application.moved_at,
        # A candidate who answers makes a new line: the person who took the old one need not be the one to do it.
        key=f"application:{application.pk}:{application.moved_at:%Y%m%d%H%M%S}",
    )


def _more_requests(count: int) -> WorkLine:
    text = ngettext(
        "%(count)s other person asks to join", "%(count)s other people ask to join", count
    )
    return _more(text, count, ApplicationState.SUBMITTED)


def _more_silences(count: int) -> WorkLine:
    text = ngettext(
        "%(count)s other candidate has not answered",
        "%(count)s other candidates have not answered",
        count,
    )
    return _more(text, count, ApplicationState.QUESTIONED)


def _more(text: str, count: int, state: ApplicationState) -> WorkLine:
    url = f"{reverse('office:applications')}?state={state.value}"
    return WorkLine(text=text % {"count": count}, url=url, button=_("See requests"), count=count)
