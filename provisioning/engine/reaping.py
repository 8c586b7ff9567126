"""What a dead worker left behind, and the work that nothing else has asked for yet."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.transitions import TransitionRefused, move
from provisioning import processes, workspace
from provisioning.ansible.rendering import snapshot
from provisioning.directory.wanted import wanted
from provisioning.engine.ending import ATTEMPTS
from provisioning.engine.preparation import token_of
from provisioning.engine.queueing import mark_directory_due, queue, wake
from provisioning.enums import OPEN_RUNS, Engine, RunKind, RunState
from provisioning.models import Deployment, Run

logger = logging.getLogger(__name__)
# Six beats (conduct.BEAT_SECONDS): one that comes late loses no run.
SILENCE = timedelta(seconds=30)
# A run that no worker took this long after waking one needs another waking.
FORGOTTEN = timedelta(seconds=60)


def requeue() -> None:
    """Declare lost the running runs without a beat for SILENCE, and ask for them again.

    Then clear what ended runs left on this machine, queue a run of each due deployment that has none, and wake workers
    for the runs that wait. Safe to run twice, anywhere.
    """
    silent = Run.objects.filter(
        state=RunState.RUNNING, heartbeat_at__lt=timezone.now() - SILENCE
    ).select_related("deployment")
    for run in silent:
        lose(run)
    sweep()
    _queue_what_is_due()
    _wake_what_waits()


def lose(run: Run) -> None:
    """Set a running run to LOST, end what its worker left on this machine, then ask for the run again.

    It is not asked for again after its third attempt. A run that no longer runs is left alone.
    """
    try:
        move(
            run,
            to=RunState.LOST,
            allowed=[RunState.RUNNING],
            finished_at=timezone.now(),
            error=_("Its worker died or was stopped. What it had begun is done again."),
        )
    except TransitionRefused:
        return
    # Before the next run may start: two playbooks must not write on the same servers.
    _clear(token_of(run))
    if run.attempt < ATTEMPTS:
        queue(run.deployment, kind=run.kind, actor=run.requested_by, attempt=run.attempt + 1)


def sweep() -> None:
    """End the processes and remove the folders, on this machine, of runs that are over.

    Another machine may have declared a run lost, but only this one can end what the run left here. Runs that our
    database does not know belong to another coin, and are left alone.
    """
    for token in {token for _pid, token in processes.marked()} | set(workspace.left()):
        number = token.partition("-")[0]
        run = Run.objects.filter(pk=int(number)).first() if number.isdigit() else None
        if run and token_of(run) == token and run.state != RunState.RUNNING:
            _clear(token)


def look_at_directory() -> None:
    """Queue a run of the directory when what it should hold has changed since the last look, by an act or a new day.

    The database alone is read: the directory itself is not asked.
    """
    for deployment in Deployment.objects.filter(engine=Engine.LDAP, is_enabled=True):
        with snapshot():
            fingerprint = wanted().fingerprint()
        if fingerprint != deployment.fingerprint:
            with transaction.atomic():
                Deployment.objects.filter(pk=deployment.pk).update(fingerprint=fingerprint)
                mark_directory_due()


def check_all() -> None:
    """Queue a run in check mode of every enabled deployment: it changes nothing, and shows what has drifted."""
    for deployment in Deployment.objects.filter(is_enabled=True):
        queue(deployment, kind=RunKind.CHECK)


def _clear(token: str) -> None:
    if token:
        processes.kill(token)
        workspace.remove(token)


def _queue_what_is_due() -> None:
    """Queue a run of each due deployment without one: a crash lost it, unless the last run waits for a person."""
    for deployment in Deployment.objects.filter(is_enabled=True):
        if deployment.is_due and not _is_taken_care_of(deployment):
            queue(deployment)


def _is_taken_care_of(deployment: Deployment) -> bool:
    """Whether a convergence is open, or the last one was cancelled or has failed for the last time."""
    runs = deployment.runs.filter(kind=RunKind.CONVERGE)
    if runs.filter(state__in=OPEN_RUNS).exists():
        return True
    last = runs.order_by("-pk").first()
    if last is None or last.state == RunState.SUCCEEDED:
        return False
    return last.state == RunState.CANCELLED or last.attempt >= ATTEMPTS


@transaction.atomic
def _wake_what_waits() -> None:
    now = timezone.now()
    waiting = Run.objects.filter(
        Q(not_before=None) | Q(not_before__lte=now),
        Q(woken_at=None) | Q(woken_at__lt=now - FORGOTTEN),
        state=RunState.QUEUED,
        deployment__is_enabled=True,
    ).exclude(deployment__runs__state=RunState.RUNNING)
    for run in waiting:
        wake(run)
