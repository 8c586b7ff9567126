"""What must run, and when: rows first, then a worker is woken.

Queueing a run locks the row of its deployment until the end of the transaction. A run that ends takes the same lock
before it looks whether more is wanted, so no change falls between the two.
"""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, tasks
from coin.core.errors import DomainError
from coin.core.hooks import Hook
from coin.core.transitions import TransitionRefused, move
from provisioning import actions
from provisioning.enums import Engine, RunKind, RunState
from provisioning.models import Deployment, Run

# The function that carries out a run. It queues runs itself, so it registers here instead of being imported.
EXECUTION = Hook[[int], Run]()


def mark_due(service_type: str, *, actor: Any) -> None:
    """Raise the wanted revision of the deployments of a service type: what they should hold has changed.

    A run is queued for each enabled one, unless one waits already, and a worker is woken. Call it in the transaction of
    the change. `actor` made the change; the run bears their name.
    """
    _mark(Deployment.objects.filter(engine=Engine.ANSIBLE, service_type=service_type), actor)


def mark_directory_due(*, actor: Any = None) -> None:
    """Do as `mark_due` for the LDAP directory: people, dues or services have changed."""
    _mark(Deployment.objects.filter(engine=Engine.LDAP), actor)


@transaction.atomic
def _mark(deployments: "models.QuerySet[Deployment]", actor: Any) -> None:
    # Locked in one order, so that two changes never wait for each other.
    locked = list(deployments.select_for_update().order_by("pk"))
    Deployment.objects.filter(pk__in=[deployment.pk for deployment in locked]).update(
        # The oldest change that waits keeps its moment; the first one after a convergence sets it.
        changed_at=Case(
            When(applied_revision=F("wanted_revision"), then=timezone.now()),
            default=F("changed_at"),
        ),
        wanted_revision=F("wanted_revision") + 1,
    )
    for deployment in locked:
        if deployment.is_enabled:
            queue(deployment, actor=actor)


@transaction.atomic
def request_run(deployment: Deployment, *, kind: str = RunKind.CONVERGE, actor: Any) -> Run:
    """Queue a run for now, and record it in the journal; returns it, or the one of that kind that waits already.

    A worker carries it out. Raises DomainError when the deployment is disabled.
    """
    if not deployment.is_enabled:
        raise DomainError(
            _("The deployment %(name)s is disabled: enable it first.") % {"name": deployment.name}
        )
    run = queue(deployment, kind=kind, actor=actor)
    audit.record(actions.RUN_ASKED, run, actor=actor, note=str(RunKind(kind).label))
    return run


@transaction.atomic
def cancel_run(run: Run, *, actor: Any) -> None:
    """Cancel a run: a waiting one at once; a running one is stopped by its worker within two seconds.

    Raises TransitionRefused when the run is over. What the servers hold by then stays; the deployment stays due.
    """
    now = timezone.now()
    try:
        move(run, to=RunState.CANCELLED, allowed=[RunState.QUEUED], finished_at=now)
    except TransitionRefused:
        # The state stays: its worker reads the request and ends the run itself.
        move(run, to=RunState.RUNNING, allowed=[RunState.RUNNING], cancel_asked_at=now)
    audit.record(actions.RUN_CANCELLED, run, actor=actor)


@transaction.atomic
def queue(
    deployment: Deployment,
    *,
    kind: str = RunKind.CONVERGE,
    actor: Any = None,
    attempt: int = 1,
    not_before: datetime | None = None,
) -> Run:
    """The waiting run of that kind, saved when there is none. Without `not_before` a worker is woken now.

    `attempt` is the number of the try, from 1. A waiting run that has a `not_before` loses it when none is given here.
    """
    # The lock also makes two calls at the same moment share one waiting run.
    Deployment.objects.select_for_update().get(pk=deployment.pk)
    waiting = Run.objects.filter(deployment=deployment, kind=kind, state=RunState.QUEUED).first()
    if waiting is None:
        waiting = Run.objects.create(
            deployment=deployment,
            kind=kind,
            requested_by=actor,
            attempt=attempt,
            not_before=not_before,
        )
    elif waiting.not_before and not_before is None:
        # A retry that waits for its hour need not: something changed, or a person asks.
        waiting.not_before, waiting.attempt = None, 1
        waiting.save(update_fields=["not_before", "attempt"])
    else:
        return waiting
    if not_before is None:
        wake(waiting)
    return waiting


@tasks.task(queue_name="runs")
def run_deployment(run_pk: int) -> None:
    """Take one waiting run to its end. A run that somebody else took, or that must wait, is left alone."""
    EXECUTION.first(run_pk)


def wake(run: Run) -> None:
    """Ask a worker to take this run once the transaction commits, and note when."""
    Run.objects.filter(pk=run.pk).update(woken_at=timezone.now())
    tasks.wake(run_deployment, run.pk)
