"""An xDSL line whose PPP session is let in by RADIUS."""

import secrets
import string
from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.subscriptions.enums import LIVE_SERVICES, ServiceState
from coin.subscriptions.models import Service
from provisioning.models import ServiceSecret
from provisioning.types.addressed import (
    AddressedType,
    Addresses,
    addresses_of,
    told_addresses,
)

PASSWORD_LENGTH = 20
# Letters and digits only: modems, RADIUS files and Ansible all take them as they are.
ALPHABET = string.ascii_letters + string.digits


class Line(AddressedType):
    slug = "line"
    label = _("Internet line (RADIUS)")
    help = _("An xDSL line with fixed addresses; its login and password are made by coin.")
    icon = "router"
    variable = "radius_users"
    told_as = "users"
    # A suspended line stays in the list, so that RADIUS refuses it with a reason.
    rendered_states = LIVE_SERVICES

    def request_activation(self, service: Service, *, actor: Any) -> None:
        ServiceSecret.objects.get_or_create(service=service, defaults={"value": new_password()})
        super().request_activation(service, actor=actor)

    def request_termination(self, service: Service, *, actor: Any) -> None:
        ServiceSecret.objects.filter(service=service).delete()
        super().request_termination(service, actor=actor)

    def entry(self, service: Service, addresses: Addresses, secret: str) -> dict[str, Any] | None:
        if not secret:
            return None
        suspended = service.state == ServiceState.SUSPENDED
        return {
            "service": service.pk,
            "login": service.login,
            "password": secret,
            **addresses_of(addresses),
            "state": "suspended" if suspended else "active",
        }

    def told(self, entry: dict[str, Any]) -> dict[str, Any]:
        # A suspended user is refused: its entry on the server holds no address.
        known = {"login": entry["login"], "state": entry["state"]}
        return known if entry["state"] == "suspended" else {**known, **told_addresses(entry)}


def new_password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
