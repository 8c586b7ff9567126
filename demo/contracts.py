"""The demo's subscriptions: of every offer and in every state, with the keys and addresses that their services need."""

import base64
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from coin.members.enums import IN_FORCE, MemberKind
from coin.members.models import Member
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.life.confirm import confirm_service
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import accept, end, refuse, suspend
from coin.subscriptions.models import Offer, Service, Subscription
from demo.people import ALICE_NUMBER, Cast

NOT_ELIGIBLE = "La ligne n’est pas éligible à cette adresse."
# How many members out of a hundred take each offer; the draws are independent, and one member may take several.
TASTES = {"vpn": 46, "adsl": 30, "brique": 7, "vm": 9, "housing": 4, "mail": 20}


def create(cast: Cast, advance: Callable[[], None]) -> None:
    """One or two subscriptions for most members in force; some of them wait, are refused or have ended.

    `advance()` is called after each member.
    """
    offers = {offer.slug: offer for offer in Offer.objects.prefetch_related("items")}
    members = Member.objects.with_standing(cast.today)
    for member in [member for member in members if member.standing in IN_FORCE]:
        for slug in _wanted(cast, member):
            _live(cast, _subscribe(cast, member, offers[slug]))
        advance()


def _wanted(cast: Cast, member: Member) -> list[str]:
    if member.number <= ALICE_NUMBER:
        return ["adsl", "vpn"]
    if member.kind == MemberKind.ORGANISATION:
        return ["bouquet"]
    return [slug for slug, share in TASTES.items() if cast.dice.randint(1, 100) <= share][:2]


def _subscribe(cast: Cast, member: Member, offer: Offer) -> Subscription:
    price = offer.monthly_price
    if offer.minimum is not None:
        price = max(offer.minimum, price + Decimal(cast.dice.choice([-3, -1, 0, 0, 0, 2])))
    parameters = {
        item.pk: {"public_key": wireguard_key(cast)}
        for item in offer.items.all()
        if item.service_type == "vpn"
    }
    return subscribe(member, offer, actor=None, monthly_price=price, parameters=parameters, note="")


def wireguard_key(cast: Cast) -> str:
    """A real X25519 public key, drawn from the cast's dice so that every demo has the same keys."""
    private = X25519PrivateKey.from_private_bytes(cast.dice.randbytes(32))
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def _live(cast: Cast, subscription: Subscription) -> None:
    """Date the subscription back, and take it to the state that the dice give it."""
    fate = "active" if subscription.member.number <= ALICE_NUMBER else _fate(cast)
    _date_back(cast, subscription, (2, 20) if fate == "requested" else (70, 380))
    if fate == "requested":
        return
    if fate == "refused":
        refuse(subscription, actor=None, reason=NOT_ELIGIBLE)
        return
    accept(subscription, actor=None)
    _tick_off(subscription)
    if fate == "ended":
        end(subscription, actor=None, on=cast.today)
        _tick_off(subscription)


def _tick_off(subscription: Subscription) -> None:
    """Confirm the services that a volunteer provides by hand."""
    for service in subscription.services.filter(service_type="manual"):
        confirm_service(service, actor=None)


def _fate(cast: Cast) -> str:
    roll = cast.dice.randint(1, 100)
    for fate, share in [("requested", 4), ("refused", 3), ("ended", 5)]:
        if roll <= share:
            return fate
        roll -= share  # the shares stand side by side on the hundred
    return "active"


def _date_back(cast: Cast, subscription: Subscription, days: tuple[int, int]) -> None:
    """Set the day of the request, between `days[0]` and `days[1]` days ago."""
    day = cast.today - relativedelta(days=cast.dice.randint(*days))
    requested_at = timezone.make_aware(datetime.combine(day, time(18, 30)))
    Subscription.objects.filter(pk=subscription.pk).update(requested_at=requested_at)
    subscription.requested_at = requested_at


def suspend_a_few(cast: Cast) -> None:
    """Suspend one active subscription in thirty."""
    active = Subscription.objects.filter(
        state=SubscriptionState.ACTIVE, member__number__gt=ALICE_NUMBER
    ).order_by("pk")
    for subscription in active[::30]:
        suspend(subscription, actor=None)


def let_time_pass() -> None:
    """Date subscriptions and services that became active today: they began a week after the request."""
    today = timezone.localdate()
    for subscription in Subscription.objects.filter(active_on=today):
        active_on = subscription.requested_at.date() + timedelta(days=7)
        Subscription.objects.filter(pk=subscription.pk).update(active_on=active_on)
        Service.objects.filter(subscription=subscription, active_on=today).update(
            active_on=active_on
        )


def age_addresses() -> None:
    """Date the assignments five days after the request of their subscription, so that look-ups find a history."""
    from coin.network.models import Assignment

    for assignment in Assignment.objects.select_related("service__subscription"):
        moment = assignment.service.subscription.requested_at + timedelta(days=5)
        values: dict[str, Any] = {"assigned_at": moment}
        if assignment.assigned_at > moment:
            Assignment.objects.filter(pk=assignment.pk).update(**values)
