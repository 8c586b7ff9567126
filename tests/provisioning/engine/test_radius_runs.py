"""Lines that RADIUS authenticates, and the passwords that its servers receive."""

import json
from collections.abc import Callable
from pathlib import Path

from django_tasks_db.models import DBTaskResult

from coin.core.models import AuditEntry
from coin.subscriptions.life.services import suspend
from coin.subscriptions.models import Service
from provisioning import workspace
from provisioning.engine.execution import execute_run
from provisioning.engine.preparation import token_of
from provisioning.engine.queueing import request_run
from provisioning.engine.reading import read_back
from provisioning.enums import RunKind, RunState
from provisioning.lab.hosts import HostLab
from provisioning.models import Deployment, Run, RunLine, ServiceSecret
from tests.provisioning.conftest import read

USERS = "etc/freeradius/3.0/mods-config/files/coin-users"


def run_waiting(deployment: Deployment) -> Run:
    return execute_run(deployment.runs.get(state=RunState.QUEUED).pk)


def test_users_are_on_the_host_and_a_suspended_one_is_refused(
    radius: Deployment, servers: HostLab, promise: Callable[..., Service]
) -> None:
    stays, goes = promise("line"), promise("line")
    assert run_waiting(radius).error == ""
    assert (read_back().radius_users, read_back().addresses) == (2, 4)
    suspend(goes.subscription, actor=None)
    assert run_waiting(radius).error == ""
    users = read(servers["radius1"], USERS)
    assert f"{goes.login}\tAuth-Type := Reject" in users
    assert f"{stays.login}\tCleartext-Password := '{stays.secret.value}'" in users
    assert (read_back().radius_users, read_back().addresses) == (1, 2)


def test_a_password_stands_nowhere_but_on_the_host(
    radius: Deployment, servers: HostLab, promise: Callable[..., Service], settings: object
) -> None:
    service = promise("line")
    password = ServiceSecret.objects.get(service=service).value
    seen: list[str] = []

    def watch(line: object) -> None:
        seen.append(str(line))
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                assert password.encode() not in process.read_bytes()
            except OSError:
                continue

    execute_run(request_run(radius, kind=RunKind.CHECK, actor=None).pk, watch=watch)
    run = execute_run(radius.runs.get(state=RunState.QUEUED).pk, watch=watch)
    assert run.state == RunState.SUCCEEDED and password in read(servers["radius1"], USERS)
    kept = [
        json.dumps(list(model.objects.values()), default=str)
        for model in (RunLine, Run, AuditEntry, DBTaskResult)
    ]
    kept.append(json.dumps(radius.hosts.get().readback))
    assert seen and password not in "".join([*kept, *seen])
    assert token_of(run) not in workspace.left()


def test_a_password_that_a_playbook_prints_is_hidden(
    radius: Deployment, tmp_path: Path, promise: Callable[..., Service]
) -> None:
    service = promise("line")
    password = ServiceSecret.objects.get(service=service).value
    playbook = tmp_path / "leak.yml"
    playbook.write_text(
        "- hosts: radius\n  gather_facts: false\n  tasks:\n"
        '    - ansible.builtin.fail: {msg: "it is {{ radius_users[0].password }}"}\n'
    )
    radius.playbook = str(playbook)
    radius.save()
    run = run_waiting(radius)
    run.refresh_from_db()
    texts = run.error + radius.hosts.get().error + "".join(run.lines.values_list("text", flat=True))
    assert "it is •••" in texts and password not in texts
