"""What waits about dues besides unpaid ones: reduced rates asked for, reminders to send."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.board import WorkLine, folded, work
from coin.members import schedule
from coin.members.capabilities import EDIT, REMIND
from coin.members.enums import ReducedRateState
from coin.members.models import ReducedRate

TREASURY = gettext_lazy("Treasury")


@work("members.reduced_rates", group=TREASURY, capability=EDIT.slug)
def reduced_rate_lines() -> Iterable[WorkLine]:
    asked = ReducedRate.objects.filter(state=ReducedRateState.REQUESTED).select_related("member")
    return folded(asked.order_by("asked_at"), _rate_line, _more_rates)


@work("members.reminders", group=TREASURY, capability=REMIND.slug)
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


def _rate_line(rate: ReducedRate) -> WorkLine:
    return WorkLine(
        text=_("%(member)s asks for the reduced rate") % {"member": rate.member},
        url=reverse("office:reduced-rate", args=[rate.pk]),
        button=_("Answer"),
        since=rate.asked_at,
        key=f"members.reduced_rates:{rate.pk}",
    )


def _more_rates(count: int) -> WorkLine:
    text = ngettext(
        "%(count)s other member asks for the reduced rate",
        "%(count)s other members ask for the reduced rate",
        count,
    )
    return WorkLine(
        text=text % {"count": count},
        url=reverse("office:reduced-rates"),
        button=_("See the requests"),
        count=count,
    )
