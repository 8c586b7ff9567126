"""Converging 1,000 VPN accounts on a host of the lab over SSH.

Value: a whole run of coin, from queued to services confirmed. Floor: `ansible-playbook` started by hand, with the
same playbook and the same variables.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import BenchError, Result, compare, on_database

ACCOUNTS = 1000
GOAL = 1.3


def run() -> Iterator[Result]:
    yield from on_database("sqlite", measure)


def measure(kind: str) -> Iterator[Result]:
    from provisioning.lab.hosts import HostLab
    from provisioning.lab.process import LabError

    with TemporaryDirectory(prefix="coin-bench-ansible-") as folder:
        try:
            with HostLab(Path(folder) / "lab", names=["vpn1"]) as lab:
                yield _measure(lab, Path(folder))
        except LabError as error:
            raise BenchError(str(error)) from error


def _measure(lab: Any, folder: Path) -> Result:
    from django.conf import settings

    settings.COIN_SSH_KEY = str(lab.private_key)
    deployment = _deployment(lab["vpn1"])
    _accounts()
    _by_hand_files(deployment, lab, folder)

    def empty() -> None:
        shutil.rmtree(lab["vpn1"].root)
        lab["vpn1"].root.mkdir()
        # Value and floor both start cold: ansible-playbook leaves its SSH connection open for a minute.
        shutil.rmtree(folder / "ssh", ignore_errors=True)

    return compare(
        f"ansible, {ACCOUNTS} accounts",
        lambda: _converge(deployment),
        lambda: _by_hand(folder),
        goal=GOAL,
        rounds=5,
        warm_up=1,
        unit="s",
        before=empty,
    )


def _deployment(host: Any) -> Any:
    from provisioning.models import Deployment, Host

    deployment = Deployment.objects.create(
        slug="vpn", name="VPN", service_type="vpn", playbook="vpn.yml"
    )
    Host.objects.create(
        deployment=deployment,
        name=host.name,
        address=host.address,
        port=host.port,
        user=host.user,
        host_key=host.host_key,
        variables={
            "coin_root": str(host.root),
            "ansible_python_interpreter": host.python,
        },
    )
    return deployment


def _accounts() -> None:
    """1,000 services of one subscription, each with its key and its two addresses."""
    from coin.members.models import Member
    from coin.network.assignments.assigning import assign_for
    from coin.network.pools.services import create_pool
    from coin.subscriptions.models import Offer, Service, Subscription

    create_pool(actor=None, name="v4", prefix="10.8.0.0/16", slot_length=32, use="vpn")
    create_pool(actor=None, name="v6", prefix="fd00::/40", slot_length=56, use="vpn")
    offer = Offer.objects.create(slug="vpn", name="VPN", technology="vpn", monthly_price=8)
    subscription = Subscription.objects.create(
        member=Member.objects.create(number=1, joined_on=date(2020, 1, 1)),
        offer=offer,
        monthly_price=8,
    )
    services = Service.objects.bulk_create(
        Service(
            subscription=subscription,
            service_type="vpn",
            label="VPN",
            login=f"account{n}",
            parameters={"public_key": base64.b64encode(n.to_bytes(32, "big")).decode()},
        )
        for n in range(1, ACCOUNTS + 1)
    )
    for service in services:
        assign_for(service, "vpn", actor=None)


def _converge(deployment: Any) -> None:
    """A whole run, from queued to services confirmed."""
    from coin.subscriptions.models import Service
    from provisioning.engine.execution import execute_run
    from provisioning.engine.queueing import queue
    from provisioning.models import Reach

    Service.objects.update(state="pending", applied_revision=0)
    Reach.objects.all().delete()
    run = execute_run(queue(deployment).pk)
    active = Service.objects.filter(state="active").count()
    if run.error or active != ACCOUNTS:
        raise BenchError(f"{active} accounts are active, not {ACCOUNTS}: {run.error}")


def _by_hand_files(deployment: Any, lab: Any, folder: Path) -> None:
    """Write an inventory and the same variables, as an administrator would keep them."""
    from provisioning.ansible.rendering import render

    rendering = render(deployment)
    host = lab["vpn1"]
    hosts = {host.name: host.ansible_variables(lab.known_hosts)}
    inventory = {"all": {"children": {"vpn": {"hosts": hosts}}}}
    (folder / "inventory.json").write_text(json.dumps(inventory))
    variables = {**rendering.defaults, **rendering.variables, "coin_revision": 1}
    (folder / "variables.json").write_text(json.dumps(variables))


def _by_hand(folder: Path) -> None:
    from provisioning.ansible.run import CONTENT

    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "ansible-playbook"),
            "-i",
            str(folder / "inventory.json"),
            "-e",
            f"@{folder / 'variables.json'}",
            str(CONTENT / "vpn.yml"),
        ],
        cwd=CONTENT,
        env={
            **os.environ,
            "ANSIBLE_CONFIG": str(CONTENT / "ansible.cfg"),
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / "ssh"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"ansible-playbook by hand fails:\n{done.stdout[-1500:]}{done.stderr}")
