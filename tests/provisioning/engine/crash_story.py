"""The acts of the crash test in its own database; each act runs in a process of its own.

python -m tests.provisioning.engine.crash_story begin|report|minute ...
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import django


def begin(hosts: str) -> dict[str, Any]:
    """Promise three VPN services, on the hosts that the JSON text describes."""
    from coin.network.pools.services import create_pool
    from coin.subscriptions.life.request import subscribe
    from coin.subscriptions.life.services import accept
    from provisioning.models import Host
    from tests.factories import DeploymentFactory, MemberFactory, OfferFactory, OfferItemFactory
    from tests.provisioning.conftest import public_key

    deployment = DeploymentFactory.create(slug="vpn", name="VPN")
    for host in json.loads(hosts):
        Host.objects.create(deployment=deployment, **host)
    create_pool(actor=None, name="v4", prefix="10.1.0.0/16", slot_length=32, use="vpn")
    item = OfferItemFactory.create(offer=OfferFactory.create(), service_type="vpn")
    for number in range(1, 4):
        parameters = {item.pk: {"public_key": public_key(number)}}
        member = MemberFactory.create()
        accept(subscribe(member, item.offer, actor=None, parameters=parameters), actor=None)
    return report()


def report() -> dict[str, Any]:
    """The runs and the states of the services, as they stand now."""
    from coin.subscriptions.models import Service
    from provisioning.models import Run

    return {
        "runs": list(
            Run.objects.filter(kind="converge")
            .order_by("pk")
            .values("pk", "state", "attempt", "error", "worker")
        ),
        "services": list(Service.objects.order_by("pk").values_list("state", flat=True)),
    }


def minute() -> dict[str, Any]:
    """Make the heartbeat of running runs 31 seconds older, then run the periodic jobs; returns the report of before."""
    from django.core.management import call_command
    from django.db.models import F

    from provisioning.models import Run

    before = report()
    running = Run.objects.filter(state="running")
    running.update(heartbeat_at=F("heartbeat_at") - timedelta(seconds=31))
    call_command("periodic", stdout=StringIO())
    return before


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    django.setup()
    acts: dict[str, Callable[..., dict[str, Any]]] = {
        "begin": begin,
        "report": report,
        "minute": minute,
    }
    sys.stdout.write(json.dumps(acts[sys.argv[1]](*sys.argv[2:])))
