"""What waits for whoever looks after the house: mail that does not leave, a journal that does not hold."""

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

STUCK = timedelta(hours=1)
SERVERS = gettext_lazy("Servers")


@work("core.mails", group=SERVERS, capability=MAILS.slug)
def mail_lines() -> Iterator[WorkLine]:
    """Mails that failed; and those that wait for long, when the mail server takes none."""
    stuck = Q(state=MailState.WAITING, created_at__lt=timezone.now() - STUCK) & ~Q(error="")
    failed = Q(state=MailState.FAILED)
    found = Mail.objects.filter(stuck | failed).aggregate(
        failed=Count("pk", filter=failed),
        failed_since=Min("created_at", filter=failed),
        stuck=Count("pk", filter=stuck),
        stuck_since=Min("created_at", filter=stuck),
    )
    page = reverse("office:mails")
    if found["failed"]:
        yield WorkLine(
            text=ngettext(
                "%(count)s mail could not be sent",
                "%(count)s mails could not be sent",
                found["failed"],
            )
            % {"count": found["failed"]},
            url=f"{page}?state=failed",
            button=_("See the mails"),
            since=found["failed_since"],
            count=found["failed"],
            key="core.mails_failed",
        )
    if found["stuck"]:
        yield WorkLine(
            text=ngettext(
                "%(count)s mail waits for the mail server",
                "%(count)s mails wait for the mail server",
                found["stuck"],
            )
            % {"count": found["stuck"]},
            url=f"{page}?state=waiting",
            button=_("See the mails"),
            since=found["stuck_since"],
            count=found["stuck"],
            key="core.mails_stuck",
        )


@work("core.journal", group=SERVERS, capability=JOURNAL.slug)
def journal_lines() -> Iterator[WorkLine]:
    """The journal's chain, once it was found not to hold."""
    job = PeriodicJob.objects.filter(name=chain.JOB).exclude(error="").first()
    if job:
        yield WorkLine(
            text=job.error.removeprefix("JournalBroken: "),
            url=reverse("office:journal"),
            button=_("See the journal"),
            since=job.finished_at,
            key="core.journal_broken",
        )
