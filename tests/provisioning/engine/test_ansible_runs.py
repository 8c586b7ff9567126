"""Convergence of services on real hosts over SSH."""

from collections.abc import Callable

from django.utils import timezone

from coin.subscriptions.enums import ServiceState
from coin.subscriptions.life.change import change_service
from coin.subscriptions.life.services import end, suspend
from coin.subscriptions.models import Service
from provisioning.engine.execution import execute_run
from provisioning.engine.queueing import request_run
from provisioning.engine.reading import read_back
from provisioning.enums import RunKind, RunState
from provisioning.lab.hosts import HostLab
from provisioning.models import Deployment, Reach, Run
from tests.provisioning.conftest import public_key, read, register

PEERS = "etc/wireguard/coin-peers.conf"

Promise = Callable[..., Service]


def waiting(deployment: Deployment) -> Run:
    """The only queued run of the deployment."""
    return deployment.runs.get(state=RunState.QUEUED)


def test_three_services_cost_one_run_and_are_active_when_the_host_has_them(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    services = [promise() for _ in range(3)]
    run = execute_run(waiting(vpn).pk)
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    assert {service.state for service in Service.objects.all()} == {ServiceState.ACTIVE}
    for service in services:
        assert service.parameters["public_key"] in read(servers["vpn1"], PEERS)
    vpn.refresh_from_db()
    assert vpn.applied_revision == vpn.wanted_revision == run.revision == 3
    host = vpn.hosts.get()
    assert (host.applied_revision, host.error) == (3, "")
    assert {reach.service_id: reach.revision for reach in host.reaches.all()} == {
        service.pk: 1 for service in services
    }
    assert run.lines.filter(status="changed").exists()
    seen = read_back()
    assert (seen.vpn_peers, seen.addresses) == (3, 6)


def test_a_change_in_the_office_costs_one_more_run_and_then_nothing_changes(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    service = promise()
    execute_run(waiting(vpn).pk)
    service.refresh_from_db()
    change_service(service, actor=None, parameters={"public_key": public_key(99)})
    second = execute_run(waiting(vpn).pk)
    assert second.counts["changed"] > 0
    assert public_key(99) in read(servers["vpn1"], PEERS)
    service.refresh_from_db()
    assert service.is_applied and service.wanted_revision == 2
    assert not vpn.runs.filter(state=RunState.QUEUED).exists()
    third = execute_run(request_run(vpn, actor=None).pk)
    assert (third.state, third.counts["changed"]) == (RunState.SUCCEEDED, 0)
    assert third.tasks_total == second.tasks_done > 0


def test_a_change_made_while_a_run_goes_is_taken_by_the_next(
    vpn: Deployment, promise: Promise
) -> None:
    service = promise()
    changed: list[bool] = []

    def change_once(_line: object) -> None:
        if not changed:
            changed.append(change_service(service, actor=None, parameters={"public_key": KEY}))

    first = execute_run(waiting(vpn).pk, watch=change_once)
    service.refresh_from_db()
    assert first.state == RunState.SUCCEEDED
    assert (service.state, service.applied_revision) == (ServiceState.PENDING, 1)
    execute_run(waiting(vpn).pk)
    service.refresh_from_db()
    assert (service.state, service.applied_revision) == (ServiceState.ACTIVE, 2)


def test_what_is_suspended_or_ended_leaves_the_host(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    kept, suspended, ended = (promise() for _ in range(3))
    execute_run(waiting(vpn).pk)
    suspend(suspended.subscription, actor=None)
    end(ended.subscription, actor=None, on=timezone.localdate())
    run = execute_run(waiting(vpn).pk)
    assert run.error == ""
    text = read(servers["vpn1"], PEERS)
    with_peer = [
        service for service in (kept, suspended, ended) if f"service {service.pk}\n" in text
    ]
    assert with_peer == [kept]
    for service in (suspended, ended):
        service.refresh_from_db()
        assert service.is_applied
    assert [reach.service for reach in Reach.objects.all()] == [kept]


def test_one_host_of_two_fails_and_no_service_is_confirmed(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    register(vpn, servers, "vpn2")
    (servers["vpn2"].root / "etc").write_text("a file where a folder should be")
    service = promise()
    run = execute_run(waiting(vpn).pk)
    assert run.state == RunState.FAILED
    assert run.error.startswith("vpn2: “OpenVPN, one file per client” failed: cannot write")
    well, ill = vpn.hosts.order_by("name")
    assert (well.applied_revision, well.error) == (1, "")
    assert (ill.applied_revision, ill.error) == (0, run.error)
    assert service.parameters["public_key"] in read(servers["vpn1"], PEERS)
    service.refresh_from_db()
    assert (service.state, service.error) == (ServiceState.PENDING, run.error)
    again = waiting(vpn)
    assert again.attempt == 2 and again.not_before and again.not_before > timezone.now()


def test_a_retry_that_waits_goes_at_once_when_something_changes(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    servers.stop_host("vpn1")
    promise()
    execute_run(waiting(vpn).pk)
    later = waiting(vpn)
    assert execute_run(later.pk).state == RunState.QUEUED
    servers.start_host("vpn1")
    promise()
    assert waiting(vpn).pk == later.pk
    assert execute_run(later.pk).state == RunState.SUCCEEDED


def test_a_host_that_does_not_answer(vpn: Deployment, servers: HostLab, promise: Promise) -> None:
    servers.stop_host("vpn1")
    promise()
    run = execute_run(waiting(vpn).pk)
    host = servers["vpn1"]
    assert run.state == RunState.FAILED
    assert run.error == f"vpn1 does not answer on {host.address}:{host.port}."
    assert run.counts["unreachable"] == 1


def test_a_host_whose_key_changed_is_told_apart(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    vpn.hosts.update(host_key=servers["radius1"].host_key)
    promise()
    run = execute_run(waiting(vpn).pk)
    assert run.error.startswith("The key of vpn1 is not the one coin knows.")
    assert read(servers["vpn1"], PEERS) == ""


def test_a_deployment_without_server_or_playbook_says_so(vpn: Deployment) -> None:
    vpn.playbook = "none.yml"
    vpn.save()
    run = execute_run(request_run(vpn, actor=None).pk)
    assert run.error.startswith("There is no playbook ") and run.error.endswith("none.yml.")
    vpn.hosts.all().delete()
    run = execute_run(request_run(vpn, actor=None).pk)
    assert run.error == "There is no enabled server: add one to the deployment."


def test_a_check_shows_what_would_change_and_changes_nothing(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    service = promise()
    run = execute_run(request_run(vpn, kind=RunKind.CHECK, actor=None).pk)
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    assert run.counts["changed"] == 2
    assert service.parameters["public_key"] in "".join(run.lines.values_list("text", flat=True))
    assert not list(servers["vpn1"].root.iterdir())
    vpn.refresh_from_db()
    assert vpn.applied_revision == 0


def test_a_host_that_holds_something_else_is_not_believed(
    vpn: Deployment, servers: HostLab, promise: Promise
) -> None:
    service = promise()
    ccd = servers["vpn1"].root / "etc/openvpn/ccd"
    ccd.mkdir(parents=True)
    # An administrator's file, which coin leaves alone: with it, OpenVPN would give this client another one's address.
    (ccd / "intruder").write_text(f"# service {service.pk}\nifconfig-push 10.1.0.9 255.255.0.0\n")
    run = execute_run(waiting(vpn).pk)
    assert run.state == RunState.FAILED
    assert run.error == f"vpn1 holds 1 services otherwise than wanted: {service.pk}."
    service.refresh_from_db()
    assert service.state == ServiceState.PENDING


KEY = public_key(99)
