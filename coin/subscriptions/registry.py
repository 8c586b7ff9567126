"""Service types: the contract between what is promised and what makes it true.

A room above registers its types in its `apps.py`. Each method runs inside the transaction of the change and only
records work; the engine does it after. A type knows nothing of prices or subscriptions' states.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from coin.subscriptions.models import Service


class ServiceType(ABC):
    """One kind of service. `slug` never changes once used; `label` is what people read."""

    slug: ClassVar[str]
    label: ClassVar["str | Promise"]
    help: ClassVar["str | Promise"] = ""
    icon: ClassVar[str] = "plug"
    needs_login: ClassVar[bool] = True  # a unique login is suggested when the service is made
    by_hand: ClassVar[bool] = False  # a volunteer, not the engine, says that it is done

    def parameters_form(
        self, data: Any = None, *, service: Service | None = None
    ) -> forms.Form | None:
        """The form of what a member or a volunteer chooses, or None when there is nothing to choose."""
        return None

    def missing(self, service: Service) -> "str | Promise":
        """What is still needed from the member before it can work, in words; empty when nothing is."""
        return ""

    @abstractmethod
    def request_activation(self, service: Service, *, actor: Any) -> None:
        """The service was just made, PENDING: reserve what it needs and record the work. May raise DomainError."""

    @abstractmethod
    def request_change(self, service: Service, *, actor: Any) -> None:
        """Its parameters, login or secret changed; `wanted_revision` is already up."""

    @abstractmethod
    def request_suspension(self, service: Service, *, actor: Any) -> None:
        """It must stop working but keep what it holds."""

    @abstractmethod
    def request_resumption(self, service: Service, *, actor: Any) -> None:
        """It must work again."""

    @abstractmethod
    def request_termination(self, service: Service, *, actor: Any) -> None:
        """It is over: give back what it holds and record the work."""


_types: dict[str, ServiceType] = {}


def register(service_type: ServiceType) -> ServiceType:
    """Register a type. Raises ValueError when its slug is taken."""
    if service_type.slug in _types:
        raise ValueError(f"the service type {service_type.slug} is registered twice")
    _types[service_type.slug] = service_type
    return service_type


def get(slug: str) -> ServiceType:
    """The type of that slug, or `manual` when no installed room knows it: a person is asked."""
    return _types.get(slug) or _types["manual"]


def label_of(slug: str) -> str:
    """How a type is said, or its slug when no installed room knows it."""
    return str(_types[slug].label) if slug in _types else slug


def all_types() -> list[ServiceType]:
    """Every registered type, by slug."""
    return [_types[slug] for slug in sorted(_types)]
