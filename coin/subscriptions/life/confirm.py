"""The servers, or a volunteer, confirm what was done: one batch, in a constant number of queries."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Field,
    IntegerField,
    OuterRef,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, transitions
from coin.core.errors import DomainError, InvalidInput
from coin.members.models import User
from coin.subscriptions import actions, registry
from coin.subscriptions.enums import LIVE_SERVICES, ServiceState, SubscriptionState
from coin.subscriptions.models import Service, Subscription


@transaction.atomic
def confirm_services(
    reached: Mapping[int, int], *, actor: User | None = None, on: date | None = None
) -> list[int]:
    """Record that the servers hold these services at these revisions: `reached` maps a service's pk to its revision.

    `applied_revision` goes up to that revision (never down) and the last error is cleared. A PENDING service that is
    held as wanted becomes ACTIVE, working since `on` (today). A subscription whose live services are all ACTIVE becomes
    ACTIVE. A revision behind the wanted one moves no state: the next run will. Returns the pks of the services that
    became ACTIVE. The number of queries does not depend on the number of services, and is one when nothing is new.
    Unknown pks are ignored: the service may have been deleted since the servers were asked.
    """
    news = [service for service in _services(reached) if _is_news(service, reached[service.pk])]
    if not news:
        return []
    # Two batches may hold services of one bundle: behind the subscription's lock the second one sees what the first
    # has written, so the last service to become ACTIVE always activates the subscription.
    _lock(service.subscription_id for service in news)
    _raise_applied({service.pk: reached[service.pk] for service in news})
    day = on or timezone.localdate()
    activated = _activate_services([service.pk for service in news], day)
    activated_services = [service for service in news if service.pk in activated]
    audit.record_all(
        actions.SERVICE_ACTIVATED, [_trace(service) for service in activated_services], actor=actor
    )
    _activate_subscriptions(
        {service.subscription_id: service.subscription for service in activated_services},
        day,
        actor,
    )
    return sorted(activated)


@transaction.atomic
def confirm_service(service: Service, *, actor: User | None, on: date | None = None) -> None:
    """Record that a volunteer has done by hand what was asked for a service (set-up, change, suspension, end).

    `on` (today) is the day from which it works. Raises DomainError when the servers confirm services of this type or
    nothing waits to be done, InvalidInput on `on` when the day is to come.
    """
    if not registry.get(service.service_type).by_hand:
        raise DomainError(_("The servers confirm this service by themselves."))
    if on and on > timezone.localdate():
        raise InvalidInput(_("This day is still to come."), field="on")
    service.refresh_from_db(fields=["wanted_revision", "applied_revision", "state"])
    if service.is_applied:
        raise DomainError(_("Nothing is waiting to be done for this service."))
    if not confirm_services({service.pk: service.wanted_revision}, actor=actor, on=on):
        number = service.subscription.member.number
        audit.record(actions.SERVICE_DONE_BY_HAND, service, actor=actor, member_number=number)
    service.refresh_from_db()


def record_errors(errors: Mapping[int, str]) -> None:
    """Store what went wrong on the servers for these services, by pk, in words and without secrets; one query.

    `confirm_services` clears the error. Nothing is journaled: the run keeps the whole story.
    """
    if errors:
        Service.objects.filter(pk__in=list(errors)).update(error=_by_pk(errors, TextField()))


def _services(reached: Mapping[int, int]) -> list[Service]:
    rows = Service.objects.filter(pk__in=list(reached))
    return (
        list(rows.select_related("subscription__member", "subscription__offer")) if reached else []
    )


def _is_news(service: Service, revision: int) -> bool:
    held_as_wanted = revision >= service.wanted_revision
    waits = service.state == ServiceState.PENDING or service.error != ""
    return revision > service.applied_revision or (held_as_wanted and waits)


def _lock(subscriptions: Iterable[int]) -> None:
    # In the order of their pks, so that two batches never wait for each other in a circle.
    rows = Subscription.objects.select_for_update().filter(pk__in=set(subscriptions))
    list(rows.order_by("pk").values_list("pk"))


def _raise_applied(reached: Mapping[int, int]) -> None:
    revision = Greatest(F("applied_revision"), _by_pk(reached, IntegerField()))
    Service.objects.filter(pk__in=list(reached)).update(applied_revision=revision, error="")


def _by_pk(values: Mapping[int, Hashable], kind: "Field[Any, Any]") -> Case:
    """An expression that gives each row its own value. One branch a value, not a row: the rows share few values."""
    rows_of: dict[Hashable, list[int]] = {}
    for pk, value in values.items():
        rows_of.setdefault(value, []).append(pk)
    branches = [
        When(pk__in=pks, then=Value(value, output_field=kind)) for value, pks in rows_of.items()
    ]
    return Case(*branches, output_field=kind)


def _activate_services(pks: list[int], day: date) -> set[int]:
    applied = Service.objects.filter(pk__in=pks, applied_revision__gte=F("wanted_revision"))
    since = _since(day)
    return set(
        transitions.move_many(
            applied, to=ServiceState.ACTIVE, allowed=[ServiceState.PENDING], active_on=since
        )
    )


def _activate_subscriptions(
    candidates: Mapping[int, Subscription], day: date, actor: User | None
) -> None:
    if not candidates:
        return
    idle = [state for state in LIVE_SERVICES if state != ServiceState.ACTIVE]
    waiting = Service.objects.filter(subscription=OuterRef("pk"), state__in=idle)
    complete = Subscription.objects.filter(~Exists(waiting), pk__in=list(candidates))
    accepted = [SubscriptionState.ACCEPTED]
    moved = transitions.move_many(
        complete, to=SubscriptionState.ACTIVE, allowed=accepted, active_on=_since(day)
    )
    changes = {"state": (SubscriptionState.ACCEPTED.value, SubscriptionState.ACTIVE.value)}
    traces = [audit.Trace(candidates[pk], changes, candidates[pk].member.number) for pk in moved]
    audit.record_all(actions.ACTIVATED, traces, actor=actor)


def _trace(service: Service) -> audit.Trace:
    changes = {"state": (ServiceState.PENDING.value, ServiceState.ACTIVE.value)}
    return audit.Trace(service, changes, service.subscription.member.number)


def _since(day: date) -> Coalesce:
    return Coalesce(F("active_on"), Value(day, output_field=DateField()))
