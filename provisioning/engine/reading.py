"""What the servers and the directory hold now: they are asked each time."""

import secrets
from dataclasses import dataclass
from typing import Any

from coin.core.errors import DomainError
from provisioning.ansible.job import AnsibleJob
from provisioning.ansible.rendering import Rendering
from provisioning.directory.job import count_people
from provisioning.enums import Engine
from provisioning.models import Deployment

READBACK = "readback"


@dataclass(frozen=True)
class ReadBack:
    """Counts over all hosts, each thing once: VPN peers by WireGuard key, RADIUS users by login, addresses of both.

    A suspended RADIUS user, whom the server knows only to refuse, is not counted.
    """

    vpn_peers: int = 0
    radius_users: int = 0
    addresses: int = 0
    ldap_people: int = 0


class Unreadable(DomainError):
    """A host or the directory did not say what it holds."""


def read_back() -> ReadBack:
    """Ask the hosts of every enabled deployment, and the directory, what they hold now. Saves nothing.

    Raises Unreadable or DirectoryError, which say what went wrong.
    """
    peers: list[dict[str, Any]] = []
    users: list[dict[str, Any]] = []
    people = 0
    for deployment in Deployment.objects.filter(is_enabled=True):
        if deployment.engine == Engine.LDAP:
            people += count_people()
        else:
            for answer in _ask(deployment):
                peers += answer.get("peers") or []
                users += [user for user in answer.get("users") or [] if user["state"] == "active"]
    addresses = {client[family] for client in [*peers, *users] for family in ("ipv4", "ipv6")}
    return ReadBack(
        vpn_peers=len({peer["public_key"] for peer in peers} - {None}),
        radius_users=len({user["login"] for user in users}),
        addresses=len(addresses - {None}),
        ldap_people=people,
    )


def _ask(deployment: Deployment) -> list[dict[str, Any]]:
    """Play only the tasks that read back; returns the answer of each host. Raises Unreadable when one fails."""
    token = f"{READBACK}-{secrets.token_hex(6)}"
    job = AnsibleJob(deployment, Rendering(), token=token, tags=READBACK)
    events: list[Any] = []
    ending = job.work(events.append, lambda: False)
    for event in events:
        job.line(event)
    outcome = job.outcome(ending)
    if outcome.error:
        raise Unreadable(outcome.error)
    return list(job.readback.values())
