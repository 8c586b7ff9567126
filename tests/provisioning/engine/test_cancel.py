"""A run is cancelled while it is running."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from coin.core.models import AuditEntry
from coin.core.transitions import TransitionRefused
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.models import Service
from provisioning import processes, workspace
from provisioning.engine.execution import execute_run
from provisioning.engine.preparation import token_of
from provisioning.engine.queueing import cancel_run, request_run
from provisioning.enums import RunState
from provisioning.lab.hosts import HostLab
from provisioning.models import Deployment, Run
from provisioning.outcome import Line
from tests.provisioning.conftest import register


@pytest.fixture
def slow_host(vpn: Deployment, servers: HostLab, tmp_path: Path) -> None:
    """Register a second host, whose Python takes an hour to start."""
    python = tmp_path / "slow-python"
    python.write_text(f'#!/bin/sh\nsleep 3600\nexec {servers["vpn2"].python} "$@"\n')
    python.chmod(0o755)
    host = register(vpn, servers, "vpn2")
    host.variables["ansible_python_interpreter"] = str(python)
    host.save()


def test_a_running_run_ends_at_once_and_leaves_nothing_behind(
    vpn: Deployment, slow_host: None, promise: Callable[..., Service]
) -> None:
    service = promise()
    waiting = vpn.runs.get()

    def cancel_when_the_first_host_is_done(line: Line) -> None:
        if line.host == "vpn1" and line.status == "changed":
            cancel_run(Run.objects.get(pk=waiting.pk), actor=None)

    run = execute_run(waiting.pk, watch=cancel_when_the_first_host_is_done)
    assert (run.state, run.error) == (RunState.CANCELLED, "")
    asked = Run.objects.get(pk=run.pk).cancel_asked_at
    assert asked and run.finished_at
    assert (run.finished_at - asked).total_seconds() < 60  # the run did not wait for the slow host
    assert token_of(run) not in {token for _pid, token in processes.marked()}
    assert token_of(run) not in workspace.left()
    service.refresh_from_db()
    vpn.refresh_from_db()
    assert service.state == ServiceState.PENDING and vpn.is_due
    assert AuditEntry.objects.filter(action="provisioning.run_cancelled").count() == 1


def test_a_waiting_run_is_cancelled_and_one_that_is_over_is_not(vpn: Deployment) -> None:
    run = request_run(vpn, actor=None)
    cancel_run(run, actor=None)
    assert run.state == RunState.CANCELLED and run.finished_at is not None
    assert run.finished_at <= timezone.now()
    with pytest.raises(TransitionRefused):
        cancel_run(run, actor=None)
    assert execute_run(run.pk).state == RunState.CANCELLED
