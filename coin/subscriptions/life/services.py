"""The life of a subscription: each move is one conditional UPDATE, and moves the services with the subscription."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, transitions
from coin.core.errors import InvalidInput
from coin.members.models import User
from coin.members.sign_in.logins import suggest_login
from coin.subscriptions import actions, registry
from coin.subscriptions.enums import (
    LIVE_SERVICES,
    LIVE_SUBSCRIPTIONS,
    WANTED_SERVICES,
    ServiceState,
    SubscriptionState,
)
from coin.subscriptions.life.request import refuse_departed
from coin.subscriptions.models import OfferItem, Service, SharingRequest, Subscription
from coin.subscriptions.prices import suspensions

LOGIN_ATTEMPTS = 5


@transaction.atomic
def accept(subscription: Subscription, *, actor: User | None) -> list[Service]:
    """Accept the request: create one PENDING service for each item of the offer, and ask its type to activate it.

    Returns the services. Raises TransitionRefused unless the subscription is REQUESTED, DomainError when the member has
    left or a type refuses (no address is free).
    """
    refuse_departed(subscription.member)
    _move(
        subscription,
        actions.ACCEPTED,
        to=SubscriptionState.ACCEPTED,
        allowed=[SubscriptionState.REQUESTED],
        by=actor,
    )
    services = [_make_service(subscription, item) for item in subscription.offer.items.all()]
    # In one order for every bundle: two that are accepted at once never wait in a circle for each other's pools.
    for service in sorted(services, key=lambda row: row.service_type):
        registry.get(service.service_type).request_activation(service, actor=actor)
    return services


@transaction.atomic
def refuse(subscription: Subscription, *, actor: User | None, reason: str) -> None:
    """Refuse the request, with the reason that the member reads. Raises TransitionRefused unless it is REQUESTED."""
    requested = [SubscriptionState.REQUESTED]
    _move(
        subscription,
        actions.REFUSED,
        to=SubscriptionState.REFUSED,
        allowed=requested,
        by=actor,
        note=reason,
    )


@transaction.atomic
def suspend(
    subscription: Subscription, *, actor: User | None, reason: str = "", on: date | None = None
) -> None:
    """Suspend the subscription from the day `on` (today, or earlier); its services stop, and keep their addresses.

    Raises TransitionRefused unless it is ACCEPTED or ACTIVE, InvalidInput on `on` when the day is to come, before it
    began to work, or within an earlier suspension.
    """
    suspensions.check_start(subscription, on or timezone.localdate())
    allowed = [SubscriptionState.ACCEPTED, SubscriptionState.ACTIVE]
    _move(
        subscription,
        actions.SUSPENDED,
        to=SubscriptionState.SUSPENDED,
        allowed=allowed,
        by=actor,
        note=reason,
    )
    suspensions.begin(subscription, on or timezone.localdate())
    for service in _move_services(subscription, to=ServiceState.SUSPENDED, allowed=WANTED_SERVICES):
        registry.get(service.service_type).request_suspension(service, actor=actor)


@transaction.atomic
def resume(subscription: Subscription, *, actor: User | None, on: date | None = None) -> None:
    """Resume the subscription: ACTIVE, or ACCEPTED when it never worked; its services are PENDING until confirmed.

    `on` (today, or earlier) is the first day after the suspension. Raises TransitionRefused unless it is SUSPENDED,
    InvalidInput on `on` when the day is to come or before the suspension began.
    """
    # The servers may have confirmed its services since the caller read it.
    subscription.refresh_from_db(fields=["active_on"])
    day = on or timezone.localdate()
    suspensions.check_end(subscription, day)
    back = SubscriptionState.ACTIVE if subscription.active_on else SubscriptionState.ACCEPTED
    _move(subscription, actions.RESUMED, to=back, allowed=[SubscriptionState.SUSPENDED], by=actor)
    suspensions.finish(subscription, day)
    for service in _move_services(
        subscription, to=ServiceState.PENDING, allowed=[ServiceState.SUSPENDED]
    ):
        registry.get(service.service_type).request_resumption(service, actor=actor)


@transaction.atomic
def end(subscription: Subscription, *, actor: User | None, on: date, reason: str = "") -> None:
    """End the subscription and its services; `on` is the first day that is not billed, today or earlier.

    Raises TransitionRefused unless it is ACCEPTED, ACTIVE or SUSPENDED, InvalidInput on `on` when the day is to come or
    lies before the day it began to work.
    """
    if on > timezone.localdate():
        raise InvalidInput(
            _("Services stop as soon as a subscription ends: this day is still to come."),
            field="on",
        )
    if subscription.active_on and on < subscription.active_on:
        raise InvalidInput(_("It cannot end before the day it began to work."), field="on")
    _move(
        subscription,
        actions.ENDED,
        to=SubscriptionState.ENDED,
        allowed=LIVE_SUBSCRIPTIONS,
        by=actor,
        note=reason,
        ended_on=on,
    )
    suspensions.finish(subscription, on)
    SharingRequest.objects.filter(subscription=subscription).delete()
    for service in _move_services(
        subscription, to=ServiceState.ENDED, allowed=LIVE_SERVICES, ended_on=on
    ):
        registry.get(service.service_type).request_termination(service, actor=actor)


def _move(
    subscription: Subscription,
    act: audit.Action,
    *,
    to: SubscriptionState,
    allowed: Iterable[SubscriptionState],
    by: User | None,
    note: str = "",
    **values: Any,
) -> None:
    before = subscription.state
    transitions.move(subscription, to=to, allowed=allowed, **values)
    changes = {"state": (before, to.value)} | {
        name: (None, value) for name, value in values.items()
    }
    number = subscription.member.number
    audit.record(act, subscription, actor=by, changes=changes, member_number=number, note=note)


def _move_services(
    subscription: Subscription, *, to: ServiceState, allowed: Iterable[ServiceState], **values: Any
) -> list[Service]:
    """Move the services of a subscription, each to its next wanted revision; returns those that moved, read afresh."""
    rows = subscription.services.all()
    values |= {"wanted_revision": F("wanted_revision") + 1, "changed_at": timezone.now()}
    moved = transitions.move_many(rows, to=to, allowed=allowed, **values)
    return list(rows.filter(pk__in=moved).select_related("subscription__member"))


def _make_service(subscription: Subscription, item: OfferItem) -> Service:
    service_type = registry.get(item.service_type)
    chosen = subscription.requested_parameters.get(str(item.pk), {})

    def make(login: str | None) -> Service:
        return Service.objects.create(
            subscription=subscription,
            service_type=item.service_type,
            label=item.label,
            login=login,
            parameters={**item.parameters, **chosen},
        )

    if not service_type.needs_login:
        return make(None)
    return _with_login(make, subscription.member.name, item.service_type)


def _with_login(make: Callable[[str], Service], name: str, suffix: str) -> Service:
    """Let `make` save a service with a free login, suggested from `name` and `suffix`.

    Another process may take the suggested login first: the unique column refuses it then, and another login is
    suggested.
    """
    for attempt in range(1, LOGIN_ATTEMPTS + 1):
        try:
            # A savepoint: after a refused INSERT PostgreSQL takes no other statement in the same transaction.
            with transaction.atomic():
                return make(suggest_login(name, suffix=suffix))
        except IntegrityError:
            if attempt == LOGIN_ATTEMPTS:
                raise
    raise AssertionError("the last attempt raises")
