"""Lines of the work board for those who keep coin running: mails that do not leave, a journal whose chain breaks."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core import chain
from coin.core.board import WorkLine, work
from coin.core.models import Mail, MailState, PeriodicJob
from coin.members.capabilities import JOURNAL, MAILS

# A shorter outage needs nobody: coin tries again after 1, 5 and 30 minutes.
STUCK = timedelta(hours=1)
SERVERS = gettext_lazy("Servers")


@work("core.mails", group=SERVERS, capability=MAILS.slug)
def mail_lines() -> Iterator[WorkLine]:
    """One line for the mails that failed, one for those that the mail server has refused for over an hour."""
    # A waiting mail without an error was never tried: the worker is late, and the mail server is not to blame.
    stuck = Q(state=MailState.WAITING, created_at__lt=timezone.now() - STUCK) & ~Q(error="")
    failed = Q(state=MailState.FAILED)
    figures = Mail.objects.filter(stuck | failed).aggregate(
        failed=Count("pk", filter=failed),
        failed_since=Min("created_at", filter=failed),
        stuck=Count("pk", filter=stuck),
        stuck_since=Min("created_at", filter=stuck),
    )
    page = reverse("office:mails")
    if figures["failed"]:
        yield WorkLine(
            text=ngettext(
                "%(count)s mail could not be sent",
                "%(count)s mails could not be sent",
                figures["failed"],
            )
            % {"count": figures["failed"]},
            url=f"{page}?state=failed",
            button=_("See the mails"),
            since=figures["failed_since"],
            count=figures["failed"],
            key="core.mails_failed",
        )
    if figures["stuck"]:
        yield WorkLine(
            text=ngettext(
                "%(count)s mail waits for the mail server",
                "%(count)s mails wait for the mail server",
                figures["stuck"],
            )
            % {"count": figures["stuck"]},
            url=f"{page}?state=waiting",
            button=_("See the mails"),
            since=figures["stuck_since"],
            count=figures["stuck"],
            key="core.mails_stuck",
        )


@work("core.journal", group=SERVERS, capability=JOURNAL.slug)
def journal_lines() -> Iterator[WorkLine]:
    """One line while the last daily check has found the journal's chain broken, with its finding; else none."""
    # The check leaves its finding in its job's error; the exception's name is no word for a volunteer.
    job = PeriodicJob.objects.filter(name=chain.JOB).exclude(error="").first()
    if job:
        yield WorkLine(
            text=job.error.removeprefix("JournalBroken: "),
            url=reverse("office:journal"),
            button=_("See the journal"),
            since=job.finished_at,
            key="core.journal_broken",
        )
