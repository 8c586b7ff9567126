"""A member's services as the portal shows them: what each is, whether it works, which addresses it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coin.core.badges import Badge, badge
from coin.network.assignments.holders import current_of
from coin.network.models import Assignment
from coin.subscriptions import registry
from coin.subscriptions.enums import LIVE_SERVICES, ServiceState
from coin.subscriptions.models import Service
from coin.subscriptions.registry import ServiceType


@dataclass(frozen=True)
class ServiceCard:
    """One service as the portal shows it: its type, the addresses it holds now, and whether it works."""

    service: Service
    type: ServiceType
    assignments: list[Assignment]

    @property
    def missing(self) -> str:
        """What the member still has to give, in words; empty when nothing is missing or the service is over."""
        live = self.service.state in LIVE_SERVICES
        return str(self.type.missing(self.service)) if live else ""

    @property
    def is_on_its_way(self) -> bool:
        """Whether the servers of a live service do not hold its last change yet, while nothing is missing."""
        live = self.service.state in LIVE_SERVICES
        return live and not self.missing and not self.service.is_applied

    @property
    def is_watched(self) -> bool:
        """Whether the page asks again in a moment: the engine is at work, not a person."""
        return self.is_on_its_way and not self.type.by_hand

    @property
    def state(self) -> Badge:
        """Whether the service works, in a word."""
        if self.missing:
            return Badge(_("Something is missing"), "warn")
        if self.service.state != ServiceState.ACTIVE:
            return badge(ServiceState, self.service.state)
        if self.is_on_its_way:
            return Badge(_("Change on its way"), "busy")
        return Badge(_("Works"), "good")


def cards(services: Iterable[Service]) -> list[ServiceCard]:
    """The cards of some services, in their order: one query for all their addresses."""
    rows = list(services)
    assignments: dict[Any, list[Assignment]] = current_of(rows) if rows else {}
    return [
        ServiceCard(service, registry.get(service.service_type), assignments.get(service.pk, []))
        for service in rows
    ]
