"""A VPN with fixed addresses, by WireGuard and OpenVPN."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coin.network.models import Pool
from coin.subscriptions.enums import LIVE_SERVICES, WANTED_SERVICES
from coin.subscriptions.models import Service
from provisioning.types.addressed import (
    AddressedType,
    Addresses,
    addresses_of,
    told_addresses,
)
from provisioning.types.wireguard import validate_public_key

SERVER = {
    "interface": "wg0",
    "listen_port": 51820,
    "private_key_path": "/etc/wireguard/private.key",
}


class Vpn(AddressedType):
    slug = "vpn"
    label = _("VPN")
    help = _("Fixed addresses through WireGuard or OpenVPN.")
    icon = "shield-lock"
    variable = "vpn_clients"
    told_as = "peers"
    rendered_states = WANTED_SERVICES

    def parameters_form(self, data: Any = None, *, service: Service | None = None) -> forms.Form:
        initial = {"public_key": service.parameters.get("public_key", "")} if service else None
        return VpnForm(data, initial=initial, service=service)

    def missing(self, service: Service) -> "str | Promise":
        if service.parameters.get("public_key"):
            return ""
        return _("The WireGuard public key of the device is still needed.")

    def entry(self, service: Service, addresses: Addresses, secret: str) -> dict[str, Any] | None:
        if not service.parameters.get("public_key"):
            return None
        return {
            "service": service.pk,
            "login": service.login,
            **addresses_of(addresses),
            "ipv4_netmask": str(addresses[4].pool.network.netmask) if 4 in addresses else "",
            "public_key": service.parameters["public_key"],
        }

    def told(self, entry: dict[str, Any]) -> dict[str, Any]:
        same = {name: entry[name] for name in ("login", "public_key")}
        return {**same, **told_addresses(entry)}

    def defaults(self) -> dict[str, Any]:
        """The server as Debian's packages expect it, on the first pool of each family."""
        # Newest first, so that the first pool of a family overwrites the others in the dict.
        pools = Pool.objects.filter(use=self.slug).order_by("-pk")
        networks = {f"ipv{pool.family}_network": pool.prefix for pool in pools}
        return {"vpn_server": {**SERVER, **networks}}


class VpnForm(forms.Form):
    public_key = forms.CharField(
        label=_("WireGuard public key"),
        max_length=44,
        validators=[validate_public_key],
        help_text=_(
            "Make a pair with “wg genkey | tee private.key | wg pubkey” or with the WireGuard application, and paste "
            "the public key. The private key never leaves your device: nobody at the association may ask for it."
        ),
    )

    def __init__(self, *args: Any, service: Service | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service

    def clean_public_key(self) -> str:
        """The key. Raises ValidationError when another live VPN has it: the server tells its clients apart by keys."""
        key: str = self.cleaned_data["public_key"]
        others = Service.objects.filter(
            service_type=Vpn.slug, state__in=LIVE_SERVICES, parameters__public_key=key
        )
        if self.service:
            others = others.exclude(pk=self.service.pk)
        if others.exists():
            raise forms.ValidationError(
                _("This key serves already: make one for each device."), code="taken"
            )
        return key
