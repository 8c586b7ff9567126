"""`manage.py converge`: live lines, and an exit code that scripts can use."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coin.subscriptions.models import Service
from provisioning.enums import RunState
from provisioning.lab.hosts import HostLab
from provisioning.models import Deployment
from tests.factories import DeploymentFactory, RunFactory


def converge(*arguments: str) -> tuple[int, str]:
    """Run `manage.py converge`; returns its exit code and its output."""
    out = StringIO()
    try:
        call_command("converge", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_it_shows_each_line_and_ends_with_0(
    vpn: Deployment, promise: Callable[..., Service]
) -> None:
    promise()
    code, output = converge("vpn")
    assert code == 0
    assert "changed     vpn1 OpenVPN, one file per client" in output and "Succeeded." in output


def test_a_silent_server_ends_with_75(
    vpn: Deployment, servers: HostLab, promise: Callable[..., Service]
) -> None:
    servers.stop_host("vpn1")
    promise()
    code, output = converge()
    assert code == 75 and "vpn1 does not answer on " in output


@pytest.mark.django_db
def test_a_failure_ends_with_1_and_an_unknown_deployment_with_2() -> None:
    DeploymentFactory.create(slug="vpn")
    assert converge("vpn")[0] == 1
    assert converge("vnp") == (2, "There is no deployment vnp. There is: vpn.")


@pytest.mark.django_db
def test_it_does_not_disturb_a_run_that_goes() -> None:
    deployment = DeploymentFactory.create()
    RunFactory.create(deployment=deployment, state=RunState.RUNNING, heartbeat_at=timezone.now())
    code, output = converge()
    assert code == 75 and "Another run of it goes" in output
