"""The work line about dues reminders: mails to read and send."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.board import WorkLine, work
from coin.members.capabilities import REMIND
from coin.members.reminders import schedule


@work("members.reminders", group=gettext_lazy("Treasury"), capability=REMIND.slug)
def reminder_lines() -> Iterable[WorkLine]:
    count = schedule.count(timezone.localdate())
    if count:
        words = ngettext(
            "%(count)s member is to be reminded of their dues",
            "%(count)s members are to be reminded of their dues",
            count,
        )
        yield WorkLine(
            text=words % {"count": count},
            url=reverse("office:reminders"),
            button=_("Read and send"),
            count=count,
            key="members.reminders",
        )
