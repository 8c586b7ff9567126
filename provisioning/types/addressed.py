"""The base of the service types whose services hold addresses."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import F, Q

from coin.network.assignments.assigning import assign_for
from coin.network.assignments.holders import current_of
from coin.network.assignments.releasing import release_all
from coin.network.models import Assignment
from coin.subscriptions.enums import LIVE_SERVICES
from coin.subscriptions.models import Service
from coin.subscriptions.registry import ServiceType
from provisioning.ansible.rendering import Rendering
from provisioning.engine.queueing import mark_due
from provisioning.models import ServiceSecret

# The assignments that a service holds, by family: 4, 6.
Addresses = dict[int, Assignment]


class AddressedType(ServiceType):
    """The base of types whose services hold addresses.

    From activation to termination, a service holds one slot (an address or a prefix) of each family, in the pools whose
    use is the type's slug.

    `variable` names the list that the playbook takes, `rendered_states` are the states of the services that stand in
    it, and `entry` makes one item of it. `told_as` names the list in which a host's read-back says what it holds, and
    `told` is what the read-back must say of an item.
    """

    variable: ClassVar[str]
    told_as: ClassVar[str]
    rendered_states: ClassVar[tuple[str, ...]]

    @abstractmethod
    def entry(self, service: Service, addresses: Addresses, secret: str) -> dict[str, Any] | None:
        """The service's item in the playbook's list, or None while something is missing.

        `addresses` maps a family (4, 6) to its assignment; `secret` is the service's password, empty without one.
        """

    @abstractmethod
    def told(self, entry: dict[str, Any]) -> dict[str, Any]:
        """What the read-back of a host that holds this item must say of it."""

    def defaults(self) -> dict[str, Any]:
        """Variables of the playbook, by name, for a deployment that does not set them. A type that has some gives its
        own.
        """
        return {}

    def request_activation(self, service: Service, *, actor: Any) -> None:
        assign_for(service, self.slug, actor=actor)
        mark_due(self.slug, actor=actor)

    def request_change(self, service: Service, *, actor: Any) -> None:
        mark_due(self.slug, actor=actor)

    def request_suspension(self, service: Service, *, actor: Any) -> None:
        mark_due(self.slug, actor=actor)

    def request_resumption(self, service: Service, *, actor: Any) -> None:
        mark_due(self.slug, actor=actor)

    def request_termination(self, service: Service, *, actor: Any) -> None:
        release_all(service, actor=actor)
        mark_due(self.slug, actor=actor)

    def render(self) -> Rendering:
        """The wanted state of every service of this type, in a constant number of queries. Writes nothing.

        A service without a login, without an address or without an `entry` is left out.
        """
        services = self._concerned()
        shown = [service for service in services if service.state in self.rendered_states]
        secrets = self._secrets()
        entries = _entries(self, shown, secrets)
        return Rendering(
            variables={self.variable: list(entries.values())},
            defaults=self.defaults(),
            expected={pk: self.told(entry) for pk, entry in entries.items()},
            told_as=self.told_as,
            held={
                service.pk: service.wanted_revision for service in shown if service.pk in entries
            },
            gone={
                service.pk: service.wanted_revision
                for service in services
                if service.state not in self.rendered_states
            },
            secrets=frozenset(secrets.values()),
        )

    def _concerned(self) -> list[Service]:
        """The live services of this type, and the others whose last change the servers have yet to make."""
        behind = Q(applied_revision__lt=F("wanted_revision"))
        return list(
            Service.objects.filter(service_type=self.slug)
            .filter(Q(state__in=LIVE_SERVICES) | behind)
            .order_by("pk")
        )

    def _secrets(self) -> dict[int, str]:
        of_type = ServiceSecret.objects.filter(service__service_type=self.slug)
        return dict(of_type.values_list("service_id", "value"))


def _entries(
    service_type: AddressedType, services: Iterable[Service], secrets: dict[int, str]
) -> dict[int, dict[str, Any]]:
    services = list(services)
    assignments = current_of(services)
    entries = {}
    for service in services:
        families = {
            assignment.pool.family: assignment for assignment in assignments.get(service.pk, [])
        }
        if service.login and families:
            entry = service_type.entry(service, families, secrets.get(service.pk, ""))
            if entry:
                entries[service.pk] = entry
    return entries


def addresses_of(addresses: Addresses) -> dict[str, str]:
    """The fields `ipv4` and `ipv6_prefix` of a playbook's item, empty for a family of which the service holds none."""
    return {
        name: addresses[family].address if family in addresses else ""
        for name, family in (("ipv4", 4), ("ipv6_prefix", 6))
    }


def told_addresses(entry: dict[str, Any]) -> dict[str, Any]:
    """The addresses of a playbook's item, as a host's read-back tells them: `ipv4` and `ipv6`, None for none."""
    return {"ipv4": entry["ipv4"] or None, "ipv6": entry["ipv6_prefix"] or None}
