"""Lines of the work board about subscriptions: those to answer, to do by hand, to end."""

from collections.abc import Iterable
from datetime import datetime, time
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.core.board import WorkLine, folded, work
from coin.members.models import Member
from coin.subscriptions.capabilities import EDIT
from coin.subscriptions.enums import ServiceState, SubscriptionState
from coin.subscriptions.life.queries import held_by_departed, waiting_for_a_hand
from coin.subscriptions.models import Service, SharingRequest, Subscription

BY_HAND: "dict[str, Promise]" = {
    ServiceState.PENDING: gettext_lazy("“%(service)s” is to be set up by hand for %(member)s"),
    ServiceState.ACTIVE: gettext_lazy("“%(service)s” is to be changed by hand for %(member)s"),
    ServiceState.SUSPENDED: gettext_lazy("“%(service)s” is to be suspended by hand for %(member)s"),
    ServiceState.ENDED: gettext_lazy("“%(service)s” is to be taken down by hand for %(member)s"),
}


@work("subscriptions.requested", group=gettext_lazy("Welcome"), capability=EDIT.slug)
def requested_lines() -> Iterable[WorkLine]:
    waiting = Subscription.objects.filter(state=SubscriptionState.REQUESTED)
    rows = waiting.select_related("member", "offer").order_by("requested_at")
    rest = ngettext_lazy(
        "%(count)s other subscription is asked for",
        "%(count)s other subscriptions are asked for",
        "count",
    )
    return folded(rows, _request_line, partial(_more, rest))


@work("subscriptions.by_hand", group=gettext_lazy("Support"), capability=EDIT.slug)
def by_hand_lines() -> Iterable[WorkLine]:
    rest = ngettext_lazy(
        "%(count)s other service waits for a hand",
        "%(count)s other services wait for a hand",
        "count",
    )
    return folded(waiting_for_a_hand(), _hand_line, partial(_more, rest))


@work("subscriptions.departed", group=gettext_lazy("Welcome"), capability=EDIT.slug)
def departed_lines() -> Iterable[WorkLine]:
    rest = ngettext_lazy(
        "%(count)s other subscription is held by a member who left",
        "%(count)s other subscriptions are held by members who left",
        "count",
    )
    return folded(held_by_departed(timezone.localdate()), _departed_line, partial(_more, rest))


@work("subscriptions.sharing", group=gettext_lazy("Welcome"), capability=EDIT.slug)
def sharing_lines() -> Iterable[WorkLine]:
    rows = SharingRequest.objects.select_related("subscription__member", "subscription__offer")
    rest = ngettext_lazy(
        "%(count)s other member asks to share a line",
        "%(count)s other members ask to share a line",
        "count",
    )
    return folded(rows, _sharing_line, partial(_more, rest))


def _sharing_line(request: SharingRequest) -> WorkLine:
    words = {"member": request.subscription.member, "offer": request.subscription.offer}
    text = _("%(member)s asks to share “%(offer)s”") % words
    key = f"subscriptions.sharing:{request.pk}"
    return _line(request.subscription, text, _("Answer"), since=request.asked_at, key=key)


def _request_line(subscription: Subscription) -> WorkLine:
    words = {"member": subscription.member, "offer": subscription.offer}
    text = _("%(member)s asks for “%(offer)s”") % words
    key = f"subscriptions.requested:{subscription.pk}"
    return _line(subscription, text, _("Answer"), since=subscription.requested_at, key=key)


def _hand_line(service: Service) -> WorkLine:
    text = BY_HAND[service.state] % {"service": service, "member": service.subscription.member}
    key = f"subscriptions.by_hand:{service.pk}"
    return _line(service.subscription, text, _("Tick it off"), since=service.changed_at, key=key)


def _departed_line(subscription: Subscription) -> WorkLine:
    words = {"member": subscription.member, "offer": subscription.offer}
    text = _("%(member)s has left but still holds “%(offer)s”") % words
    key, since = f"subscriptions.departed:{subscription.pk}", _departure(subscription.member)
    return _line(subscription, text, _("End it"), since=since, key=key)


def _departure(member: Member) -> datetime:
    """The first moment of the day the member left or was excluded."""
    day = min(day for day in (member.left_on, member.excluded_on) if day)
    return timezone.make_aware(datetime.combine(day, time.min))


def _line(
    subscription: Subscription, text: str, button: str, *, since: datetime, key: str
) -> WorkLine:
    url = reverse("office:subscription", args=[subscription.pk])
    return WorkLine(text=text, url=url, button=button, since=since, key=key)


def _more(words: Any, count: int) -> WorkLine:
    text, url = words % {"count": count}, reverse("office:subscriptions")
    return WorkLine(text=text, url=url, button=_("See subscriptions"), count=count)
