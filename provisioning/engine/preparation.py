"""What a run will do, read from the database in one moment."""

from django.db.models import Max

from provisioning.ansible.job import AnsibleJob
from provisioning.ansible.rendering import render, snapshot
from provisioning.directory.job import DirectoryJob
from provisioning.enums import Engine, RunKind, RunState
from provisioning.models import Deployment, Run
from provisioning.outcome import Job


def prepare(run: Run) -> Job:
    """The job of a run, read from the database. The revision that the job renders is saved in the run.

    The revision is read in the same snapshot as everything else: a change that comes later has a higher revision.
    """
    check = run.kind == RunKind.CHECK
    with snapshot():
        deployment = Deployment.objects.get(pk=run.deployment_id)
        if deployment.engine == Engine.LDAP:
            job: Job = DirectoryJob.prepare(check=check)
        else:
            job = AnsibleJob(
                deployment,
                render(deployment),
                token=token_of(run),
                check=check,
                revision=deployment.wanted_revision,
            )
        total = _usual_steps(run)
    run.revision, run.tasks_total = deployment.wanted_revision, total
    run.save(update_fields=["revision", "tasks_total"])
    return job


def token_of(run: Run) -> str:
    """The token that marks the processes and the folder of a run."""
    return run.worker.rpartition("/")[2]


def _usual_steps(run: Run) -> int:
    """How many results the last successful run of that deployment and kind gave: the end of the progress bar.

    0 when there was none.
    """
    succeeded = Run.objects.filter(
        deployment=run.deployment_id, kind=run.kind, state=RunState.SUCCEEDED
    )
    last = succeeded.order_by("-pk")[:1].values("pk")
    return Run.objects.filter(pk__in=last).aggregate(steps=Max("tasks_done"))["steps"] or 0
