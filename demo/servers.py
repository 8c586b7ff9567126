"""The servers that the demo starts: a directory and three SSH hosts, with their deployments in coin."""

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from demo.place import Place
from provisioning.lab.hosts import HostLab
from provisioning.lab.slapd import Slapd

if TYPE_CHECKING:
    from provisioning.models import Deployment


class Servers:
    """A private slapd and three hosts, started when the object is made and stopped with `running`."""

    def __init__(self, place: Place, running: ExitStack) -> None:
        self.directory = running.enter_context(Slapd(place.directory / "slapd"))
        self.lab = running.enter_context(HostLab(place.directory / "servers"))
        os.environ |= {
            "COIN_LDAP_URL": self.directory.url,
            "COIN_LDAP_BASE": self.directory.suffix,
            "COIN_LDAP_BIND_DN": self.directory.admin_dn,
            "COIN_LDAP_PASSWORD": self.directory.password,
            "COIN_SSH_KEY": str(self.lab.private_key),
        }
        place.keep_environment()

    def register(self) -> None:
        """Record the deployments in coin, and the addresses and ports of their hosts in this run. Safe to run twice."""
        from provisioning.models import Deployment

        for slug, name, engine, service_type, playbook, hosts in DEPLOYMENTS:
            deployment, _ = Deployment.objects.get_or_create(
                slug=slug,
                defaults={
                    "name": name,
                    "variables": VARIABLES.get(slug, {}),
                    "engine": engine,
                    "service_type": service_type,
                    "playbook": playbook,
                },
            )
            for host in hosts:
                self._register_host(deployment, host)

    def _register_host(self, deployment: "Deployment", name: str) -> None:
        from provisioning.models import Host

        host = self.lab[name]
        Host.objects.update_or_create(
            deployment=deployment,
            name=name,
            defaults={
                "address": host.address,
                "port": host.port,
                "user": host.user,
                "host_key": host.host_key,
                "variables": {
                    "coin_root": str(host.root),
                    "ansible_python_interpreter": host.python,
                },
            },
        )


DEPLOYMENTS: list[tuple[str, str, str, str, str, list[str]]] = [
    ("ldap", "Annuaire LDAP", "ldap", "", "", []),
    ("vpn", "Serveur VPN", "ansible", "vpn", "vpn.yml", ["vpn1"]),
    ("radius", "Serveurs RADIUS", "ansible", "line", "radius.yml", ["radius1", "radius2"]),
]
# The settings that members put in their own devices. The key is for documentation: nobody has its private half.
VARIABLES: dict[str, dict[str, str]] = {
    "vpn": {
        "wireguard_public_key": "WGvpnToileDesCollines0DocumentationKey00000=",
        "wireguard_endpoint": "vpn.toile-des-collines.example:51820",
    }
}
