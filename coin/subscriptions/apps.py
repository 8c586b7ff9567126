"""Offers, subscriptions and services: what was promised."""

from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "coin.subscriptions"
    label = "subscriptions"
    verbose_name = _("subscriptions")

    def ready(self) -> None:
        from coin.members.logins import register_holder
        from coin.subscriptions.manual import Manual
        from coin.subscriptions.registry import register

        register(Manual())
        register_holder(_logins_of_services)


def _logins_of_services(logins: list[str]) -> Iterable[str]:
    from coin.subscriptions.models import Service

    found = Service.objects.filter(login__in=logins).values_list("login", flat=True)
    return [login for login in found if login]
