"""Work lines about personal data: requests to be erased, and members who pay no more."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.board import WorkLine, folded, work
from coin.core.retention import get
from coin.members.capabilities import EDIT, PERSONAL_DATA
from coin.members.data.erasure import ANSWER_WITHIN
from coin.members.enums import ErasureState
from coin.members.models import ErasureRequest, Member


@work("members.erasures", group=gettext_lazy("Welcome"), capability=PERSONAL_DATA.slug)
def erasure_lines() -> Iterable[WorkLine]:
    waiting = ErasureRequest.objects.filter(state=ErasureState.REQUESTED)
    return [
        _erasure_line(request) for request in waiting.select_related("member").order_by("asked_at")
    ]


@work("members.lapsed", group=gettext_lazy("Welcome"), capability=EDIT.slug)
def lapsed_lines() -> Iterable[WorkLine]:
    """Members who pay no more (the rule `members.lapsed`): a person decides whether they left, never a machine."""
    lapsed = get("members.lapsed").rows(timezone.localdate()).order_by("number")
    return folded(lapsed, _lapsed_line, _more_lapsed)


def _erasure_line(request: ErasureRequest) -> WorkLine:
    last_day = date_format(timezone.localdate(request.asked_at) + ANSWER_WITHIN)
    words = {"member": request.member, "day": last_day}
    return WorkLine(
        text=_("%(member)s asks to be erased: answer by %(day)s") % words,
        url=reverse("office:member-data", args=[request.member.number]),
        button=_("Look at it"),
        since=request.asked_at,
        key=f"members.erasures:{request.pk}",
    )


def _lapsed_line(member: Member) -> WorkLine:
    return WorkLine(
        text=_("%(member)s has paid no dues for long: have they left?") % {"member": member},
        url=reverse("office:member", args=[member.number]),
        button=_("See the member"),
        key=f"members.lapsed:{member.pk}",
    )


def _more_lapsed(count: int) -> WorkLine:
    text = ngettext(
        "%(count)s other member has paid no dues for long",
        "%(count)s other members have paid no dues for long",
        count,
    )
    return WorkLine(
        text=text % {"count": count},
        url=f"{reverse('office:members')}?standing=lapsed",
        button=_("See members"),
        count=count,
    )
