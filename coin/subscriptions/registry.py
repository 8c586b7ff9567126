"""Service types: the contract between the subscriptions and the rooms that make the services work.

A room above registers its types in its `apps.py`. Each `request_...` method runs inside the transaction of the change
and only records work, which the engine does afterwards. A type knows nothing of prices or of subscriptions' states.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from coin.subscriptions.models import Service


class ServiceType(ABC):
    """The base of each kind of service: a subclass gives its `slug`, its `label` and the five `request_...` methods.

    `slug` never changes once used; `label` is what people read, `help` a sentence on it. The `request_...` methods run
    in the transaction of the change, and only record work.
    """

    slug: ClassVar[str]
    label: ClassVar["str | Promise"]
    help: ClassVar["str | Promise"] = ""
    icon: ClassVar[str] = "plug"
    needs_login: ClassVar[bool] = True  # a unique login is suggested when the service is made
    by_hand: ClassVar[bool] = False  # a volunteer, not the engine, says that it is done

    def parameters_form(
        self, data: Any = None, *, service: Service | None = None
    ) -> forms.Form | None:
        """The form in which a member or a volunteer chooses the parameters, or None when there is nothing to choose.

        `data` is what was typed (None: nothing yet), `service` the one to change (None: it is being asked for).
        """
        return None

    def missing(self, service: Service) -> "str | Promise":
        """What the member must still give before the service can work, in words; empty when nothing is missing."""
        return ""

    @abstractmethod
    def request_activation(self, service: Service, *, actor: Any) -> None:
        """The service was just created, PENDING: reserve what it needs and record the work. May raise DomainError."""

    @abstractmethod
    def request_change(self, service: Service, *, actor: Any) -> None:
        """The service's parameters, login or secret changed; `wanted_revision` has already gone up. Record the work."""

    @abstractmethod
    def request_suspension(self, service: Service, *, actor: Any) -> None:
        """The service must stop working but keep what it holds (addresses, login). Record the work."""

    @abstractmethod
    def request_resumption(self, service: Service, *, actor: Any) -> None:
        """The suspended service must work again. Record the work."""

    @abstractmethod
    def request_termination(self, service: Service, *, actor: Any) -> None:
        """The service has ended: give back what it holds and record the work."""


_types: dict[str, ServiceType] = {}


def register(service_type: ServiceType) -> ServiceType:
    """Register a type. Raises ValueError when its slug is taken. Returns the type."""
    if service_type.slug in _types:
        raise ValueError(f"the service type {service_type.slug} is registered twice")
    _types[service_type.slug] = service_type
    return service_type


def get(slug: str) -> ServiceType:
    """The type of that slug, or `manual` when no installed room knows it: a volunteer is asked then."""
    return _types.get(slug) or _types["manual"]


def label_of(slug: str) -> str:
    """The label of a type, or its slug when no installed room knows it."""
    return str(_types[slug].label) if slug in _types else slug


def all_types() -> list[ServiceType]:
    """Every registered type, by slug."""
    return [_types[slug] for slug in sorted(_types)]
