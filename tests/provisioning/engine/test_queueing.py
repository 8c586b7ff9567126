"""A run is a row: at most one run of a kind waits, and at most one run of a deployment is running."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from coin.core.errors import DomainError
from coin.core.models import AuditEntry
from coin.members.models import Member, User
from provisioning.engine import board, reaping
from provisioning.engine.execution import execute_run
from provisioning.engine.queueing import mark_due, request_run
from provisioning.enums import Engine, RunKind, RunState
from provisioning.models import Deployment, Run
from tests.factories import DeploymentFactory, RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deployment(db: None) -> Deployment:
    return DeploymentFactory.create(slug="vpn", name="VPN")


def woken() -> int:
    return DBTaskResult.objects.count()


def test_a_hundred_changes_cost_one_run(deployment: Deployment, charlie: User) -> None:
    for _ in range(100):
        mark_due("vpn", actor=charlie)
    deployment.refresh_from_db()
    assert deployment.wanted_revision == 100
    assert deployment.runs.get().requested_by == charlie
    assert woken() == 1


def test_only_the_deployments_of_the_type_are_due(deployment: Deployment) -> None:
    other = DeploymentFactory.create(service_type="line")
    asleep = DeploymentFactory.create(is_enabled=False)
    mark_due("vpn", actor=None)
    assert not other.runs.exists() and not asleep.runs.exists()
    asleep.refresh_from_db()
    assert asleep.is_due
    with pytest.raises(DomainError):
        request_run(asleep, actor=None)


def test_asking_for_a_run_is_in_the_journal(deployment: Deployment, charlie: User) -> None:
    run = request_run(deployment, kind=RunKind.CHECK, actor=charlie)
    assert request_run(deployment, kind=RunKind.CHECK, actor=charlie) == run
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.subject_id) == (
        "provisioning.run_asked",
        charlie,
        run.pk,
    )


def test_a_second_run_waits_while_the_first_goes(deployment: Deployment) -> None:
    RunFactory.create(deployment=deployment, state=RunState.RUNNING, heartbeat_at=timezone.now())
    waiting = request_run(deployment, actor=None)
    assert execute_run(waiting.pk).state == RunState.QUEUED


def test_a_silent_run_is_lost_and_asked_again(deployment: Deployment) -> None:
    long_ago = timezone.now() - timedelta(seconds=31)
    lost = RunFactory.create(
        deployment=deployment,
        state=RunState.RUNNING,
        heartbeat_at=long_ago,
        worker="elsewhere/1/9-abc",
    )
    beating = RunFactory.create(state=RunState.RUNNING, heartbeat_at=timezone.now())
    reaping.requeue()
    lost.refresh_from_db()
    beating.refresh_from_db()
    assert (lost.state, beating.state) == (RunState.LOST, RunState.RUNNING)
    assert lost.error and lost.finished_at
    again = deployment.runs.get(state=RunState.QUEUED)
    assert (again.attempt, woken()) == (2, 1)


def test_what_is_due_without_a_run_is_queued_unless_a_person_must_look(
    deployment: Deployment,
) -> None:
    Deployment.objects.update(wanted_revision=3)
    failed = RunFactory.create(deployment=deployment, state=RunState.FAILED, attempt=3)
    reaping.requeue()
    assert not deployment.runs.filter(state=RunState.QUEUED).exists()
    failed.delete()
    reaping.requeue()
    assert deployment.runs.filter(state=RunState.QUEUED).count() == 1


def test_a_waiting_run_is_woken_for_again_but_not_each_minute(deployment: Deployment) -> None:
    run = request_run(deployment, actor=None)
    reaping.requeue()
    assert woken() == 1
    Run.objects.filter(pk=run.pk).update(woken_at=timezone.now() - timedelta(minutes=2))
    reaping.requeue()
    assert woken() == 2
    Run.objects.update(woken_at=None, not_before=timezone.now() + timedelta(minutes=1))
    reaping.requeue()
    assert woken() == 2


def test_a_change_does_not_wait_for_the_hour_of_a_retry(deployment: Deployment) -> None:
    later = timezone.now() + timedelta(minutes=5)
    retry = RunFactory.create(deployment=deployment, attempt=2, not_before=later)
    mark_due("vpn", actor=None)
    retry.refresh_from_db()
    assert (retry.not_before, retry.attempt) == (None, 1)
    assert deployment.runs.count() == woken() == 1


def test_three_failures_then_a_person(
    deployment: Deployment, volunteer: Callable[..., User]
) -> None:
    request_run(deployment, actor=None)
    for attempt in (1, 2, 3):
        run = deployment.runs.get(state=RunState.QUEUED)
        assert run.attempt == attempt
        Run.objects.filter(pk=run.pk).update(not_before=None)
        assert [line.text for line in board.runs()] == []
        execute_run(run.pk)
    assert not deployment.runs.filter(state=RunState.QUEUED).exists()
    (line,) = board.runs()
    assert str(line.text) == (
        "The last run of VPN failed: There is no enabled server: add one to the deployment."
    )


def test_the_directory_has_work_when_people_change(alice: Member) -> None:
    deployment = DeploymentFactory.create(engine=Engine.LDAP, service_type="", playbook="")
    reaping.look_at_directory()
    reaping.look_at_directory()
    deployment.refresh_from_db()
    assert deployment.wanted_revision == 1
    User.objects.filter(login="alice").update(name="Alice Dupont")
    reaping.look_at_directory()
    deployment.refresh_from_db()
    assert deployment.wanted_revision == 2
    assert deployment.runs.count() == 1
