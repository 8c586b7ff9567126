"""What waits about personal data: requests to be erased, members who pay no more."""

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
    return [_erasure_line(one) for one in waiting.select_related("member").order_by("asked_at")]


@work("members.lapsed", group=gettext_lazy("Welcome"), capability=EDIT.slug)
def lapsed_lines() -> Iterable[WorkLine]:
    """Nobody is taken for departed by a machine: somebody decides."""
    lapsed = get("members.lapsed").rows(timezone.localdate()).order_by("number")
    return folded(lapsed, _lapsed_line, _more_lapsed)


def _erasure_line(one: ErasureRequest) -> WorkLine:
    by = date_format(timezone.localdate(one.asked_at) + ANSWER_WITHIN)
    words = {"member": one.member, "day": by}
    return WorkLine(
        text=_("%(member)s asks to be erased: answer by %(day)s") % words,
        url=reverse("office:member-data", args=[one.member.number]),
        button=_("Look at it"),
        since=one.asked_at,
        key=f"members.erasures:{one.pk}",
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
