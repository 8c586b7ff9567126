"""Work lines about dues: members who are late, and reduced rates that were asked for."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.board import WorkLine, folded, work
from coin.core.models import Association
from coin.members.capabilities import EDIT
from coin.members.dues.queries import overdue_dues
from coin.members.enums import ReducedRateState
from coin.members.models import DuesPeriod, ReducedRate


@work("members.reduced_rates", group=gettext_lazy("Treasury"), capability=EDIT.slug)
def reduced_rate_lines() -> Iterable[WorkLine]:
    requested_rates = ReducedRate.objects.filter(state=ReducedRateState.REQUESTED).select_related(
        "member"
    )
    return folded(requested_rates.order_by("asked_at"), _rate_line, _more_rates)


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


@work("members.overdue_dues", group=gettext_lazy("Treasury"), capability=EDIT.slug)
def dues_lines() -> Iterable[WorkLine]:
    late_after = timedelta(days=Association.current().late_after_days)
    overdue = overdue_dues(timezone.localdate() - late_after).select_related("member")
    return folded(overdue, _dues_line, _more_dues)


def _dues_line(period: DuesPeriod) -> WorkLine:
    words = {"member": period.member, "day": date_format(period.starts_on)}
    return WorkLine(
        text=_("%(member)s has not paid the dues that began on %(day)s") % words,
        url=reverse("office:member", args=[period.member.number]),
        button=_("See the member"),
        since=_midnight(period.starts_on),
        key=f"members.overdue_dues:{period.pk}",
    )


def _more_dues(count: int) -> WorkLine:
    text = ngettext(
        "%(count)s other member is late with their dues",
        "%(count)s other members are late with their dues",
        count,
    )
    return WorkLine(
        text=text % {"count": count},
        url=reverse("office:members"),
        button=_("See members"),
        count=count,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
