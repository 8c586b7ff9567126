"""Offers, subscriptions and services: what was promised."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class SubscriptionsConfig(rooms.Room):
    name = "coin.subscriptions"
    label = "subscriptions"
    verbose_name = _("subscriptions")

    def ready(self) -> None:
        from coin.members.sign_in.logins import HOLDERS
        from coin.members.ties import DEPARTURES
        from coin.subscriptions.manual import Manual
        from coin.subscriptions.registry import register
        from coin.subscriptions.sharing.services import leave_every_split

        register(Manual())
        HOLDERS.register(_logins_of_services)
        DEPARTURES.register(leave_every_split)


def _logins_of_services(logins: list[str]) -> Iterable[str]:
    from coin.subscriptions.models import Service

    taken = Service.objects.filter(login__in=logins).values_list("login", flat=True)
    return [login for login in taken if login]
