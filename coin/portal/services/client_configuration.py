"""The configuration that a member puts in their device, without the private key, which never leaves the device."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from coin.network.models import Assignment
from coin.subscriptions.models import Service
from provisioning.models import Deployment

WIREGUARD = """\
[Interface]
PrivateKey = {private_key}
Address = {addresses}

[Peer]
PublicKey = {server_key}
Endpoint = {endpoint}
AllowedIPs = 0.0.0.0/0, ::/0
PersistentKeepalive = 25
"""


def of(service: Service, assignments: Iterable[Assignment]) -> str:
    """The text of the WireGuard configuration of a VPN service; empty for another type, or without an address.

    `assignments` are the addresses that the service holds now.

    The server's public key and address are the variables `wireguard_public_key` and `wireguard_endpoint` of its
    deployment. Where one is not set, its line tells the member to ask the association.
    """
    if service.service_type != "vpn":
        return ""
    deployment = Deployment.objects.filter(service_type="vpn", is_enabled=True).first()
    server = deployment.variables if deployment else {}
    addresses = ", ".join(_own_address(assignment) for assignment in assignments)
    if not addresses:
        return ""
    unknown = _("ask the association")
    return WIREGUARD.format(
        private_key=_("your private key"),
        addresses=addresses,
        server_key=server.get("wireguard_public_key", unknown),
        endpoint=server.get("wireguard_endpoint", unknown),
    )


def _own_address(assignment: Assignment) -> str:
    """The device's own address: the IPv4 address itself (“/32”), or the IPv6 prefix's first, ending in 1 (“/128”)."""
    network = assignment.network
    return f"{network.ip}/32" if network.version == 4 else f"{network.ip + 1}/128"
