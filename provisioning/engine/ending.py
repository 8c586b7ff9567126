"""The end of a run: what it reached is recorded, in one transaction."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from coin.core.transitions import TransitionRefused, move
from coin.subscriptions.life.confirm import confirm_services, record_errors
from provisioning.engine.queueing import queue, wake
from provisioning.engine.run_lines import Scrubber
from provisioning.enums import RunKind, RunState
from provisioning.models import Deployment, Host, Reach, Run
from provisioning.outcome import HostOutcome, Job, Outcome

ATTEMPTS = 3
# How long to wait after the first failure, and after the second.
DELAYS = (timedelta(minutes=1), timedelta(minutes=10))
LONGEST_ERROR = 2000


@transaction.atomic
def finish(run: Run, job: Job | None, outcome: Outcome) -> None:
    """Save how a running run ended, record what its hosts hold, confirm its services, and queue what is still to do.

    A check confirms nothing. `job` is None when the run failed before it had one. Nothing is written when the run was
    declared lost meanwhile.
    """
    scrubber = Scrubber(job.secrets if job else ())
    values: dict[str, Any] = {
        "finished_at": timezone.now(),
        "counts": outcome.counts,
        "error": scrubber.clean(outcome.error)[:LONGEST_ERROR],
    }
    try:
        move(run, to=outcome.state, allowed=[RunState.RUNNING], **values)
    except TransitionRefused:
        return  # declared lost in the meantime: another run tells what the servers hold
    run.refresh_from_db(fields=["tasks_done"])
    if job:
        _record_hosts(run, job, outcome, scrubber)
    if run.kind == RunKind.CONVERGE and job:
        _record_services(run, job, outcome)
    _settle(run)


def _record_hosts(run: Run, job: Job, outcome: Outcome, scrubber: Scrubber) -> None:
    hosts = {host.name: host for host in run.deployment.hosts.filter(name__in=outcome.hosts)}
    for name, host in hosts.items():
        host_outcome = outcome.hosts[name]
        if host_outcome.readback is not None:
            host.readback = host_outcome.readback
        host.error = scrubber.clean(host_outcome.error)[:LONGEST_ERROR]
        if not host_outcome.error and run.kind == RunKind.CONVERGE:
            host.applied_revision, host.reached_at = run.revision, timezone.now()
            _record_reaches(host, job, host_outcome)
    Host.objects.bulk_update(
        hosts.values(), ["readback", "error", "applied_revision", "reached_at"]
    )


def _record_reaches(host: Host, job: Job, host_outcome: HostOutcome) -> None:
    """Make the host's Reach rows follow what it holds now: new revisions are written, gone services removed."""
    revisions = job.held
    known = dict(host.reaches.values_list("service_id", "revision"))
    now = timezone.now()
    Reach.objects.bulk_create(
        [
            Reach(host=host, service_id=service, revision=revision, reached_at=now)
            for service, revision in revisions.items()
            if known.get(service) != revision
        ],
        update_conflicts=True,
        unique_fields=["host", "service"],
        update_fields=["revision", "reached_at"],
    )
    host.reaches.filter(service__in=known.keys() - revisions.keys()).delete()


def _record_services(run: Run, job: Job, outcome: Outcome) -> None:
    """After a success, confirm the job's services at the revision that was rendered: every host has them.

    After a failure, record the run's error on those of its services that still wait.
    """
    if outcome.state == RunState.SUCCEEDED:
        confirm_services({**job.held, **job.gone})
        # Read last: a change locks this row until the change itself can be seen.
        deployment = Deployment.objects.select_for_update().get(pk=run.deployment_id)
        deployment.applied_revision = max(deployment.applied_revision, run.revision)
        deployment.save(update_fields=["applied_revision"])
    elif outcome.state == RunState.FAILED:
        record_errors(dict.fromkeys(_waiting(job), run.error))


def _waiting(job: Job) -> list[int]:
    """The services of the job whose last change the servers have yet to make, by pk."""
    from coin.subscriptions.models import Service

    waiting = Service.objects.filter(
        pk__in=[*job.held, *job.gone], applied_revision__lt=F("wanted_revision")
    )
    return list(waiting.values_list("pk", flat=True))


def _settle(run: Run) -> None:
    """After a failure, `retry`; after a success, queue a run when the deployment is due again meanwhile.

    Then wake a worker for the deployment's runs that wait for no moment.
    """
    deployment = Deployment.objects.select_for_update().get(pk=run.deployment_id)
    if run.state == RunState.FAILED:
        retry(run)
    elif (
        run.state == RunState.SUCCEEDED
        and run.kind == RunKind.CONVERGE
        and deployment.is_due
        and deployment.is_enabled
    ):
        queue(deployment)
    for waiting in deployment.runs.filter(state=RunState.QUEUED, not_before=None):
        wake(waiting)


def retry(run: Run) -> None:
    """Queue a failed convergence again, one minute after its first failure and ten after its second.

    Nothing is queued after the third failure (a person looks), nor after a failed check.
    """
    if run.kind == RunKind.CONVERGE and run.attempt < ATTEMPTS:
        queue(
            run.deployment,
            actor=run.requested_by,
            attempt=run.attempt + 1,
            not_before=timezone.now() + DELAYS[run.attempt - 1],
        )
