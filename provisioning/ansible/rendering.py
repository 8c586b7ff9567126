"""What a deployment's hosts should hold, as variables of its playbook, and the revisions that the playbook reaches."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from coin.subscriptions import registry
from provisioning.models import Deployment


@dataclass(frozen=True)
class Rendering:
    """The wanted state of a deployment: the playbook's `variables`, and what a success reaches.

    `held` and `gone` map a service's pk to the revision that playing it reaches: a held service is on the hosts then, a
    gone one no longer is.

    `defaults` are variables that the deployment's own ones replace. `expected` is what a host's read-back must say of
    each held service, in the list that it calls `told_as`. `secrets` are the values that must never be written down.
    """

    variables: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    expected: dict[int, dict[str, Any]] = field(default_factory=dict)
    told_as: str = ""
    held: dict[int, int] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()


def render(deployment: Deployment) -> Rendering:
    """The whole wanted state of an Ansible deployment; empty for a type that has no playbook variables."""
    service_type = registry.get(deployment.service_type)
    renderer = getattr(service_type, "render", None)
    return renderer() if renderer else Rendering()


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction whose reads all see one moment. SQLite's always do; PostgreSQL is asked for it.

    Inside another transaction nothing is asked.
    """
    # PostgreSQL takes an isolation level only before the first query of a transaction.
    nested = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
