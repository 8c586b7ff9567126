"""One run, from claim to end."""

import logging
import os
import secrets
import socket

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.transitions import TransitionRefused, move
from provisioning.engine import preparation
from provisioning.engine.conduct import RunTakenAway, Watch, conduct
from provisioning.engine.ending import finish
from provisioning.engine.queueing import EXECUTION
from provisioning.engine.reaping import lose
from provisioning.enums import RunState
from provisioning.models import Run
from provisioning.outcome import Job, Outcome

logger = logging.getLogger(__name__)


def execute_run(run_pk: int, *, watch: Watch | None = None) -> Run:
    """Take a waiting run to its end in this process; returns the run as it is then.

    The run stays waiting while another run of its deployment goes, or before its `not_before`. `watch` is called with
    each line. Call it outside a transaction: it takes as long as the servers do.
    """
    run = Run.objects.select_related("deployment").get(pk=run_pk)
    if not _claim(run):
        return run
    try:
        finish(run, *_carry_out(run, watch))
    except RunTakenAway:
        logger.warning("run %s was declared lost while it went; it stops here", run.pk)
    except BaseException:
        # The worker must stop, or the database fails: another worker starts the run again.
        lose(run)
        raise
    return run


def _claim(run: Run) -> bool:
    """Move the run to RUNNING, with this process as its worker; False when it cannot go now.

    The database allows one running run a deployment.
    """
    now = timezone.now()
    if not run.deployment.is_enabled or (run.not_before and run.not_before > now):
        return False
    worker = f"{socket.gethostname()}/{os.getpid()}/{run.pk}-{secrets.token_hex(6)}"
    try:
        # In a block of its own, so that the connection stays usable when the database refuses a second running run.
        with transaction.atomic():
            move(
                run,
                to=RunState.RUNNING,
                allowed=[RunState.QUEUED],
                started_at=now,
                heartbeat_at=now,
                worker=worker,
            )
    except (TransitionRefused, IntegrityError):
        return False
    return True


def _carry_out(run: Run, watch: Watch | None) -> tuple[Job | None, Outcome]:
    job: Job | None = None
    try:
        job = preparation.prepare(run)
        return job, conduct(run, job, watch=watch)
    except RunTakenAway:
        raise
    except Exception as error:
        logger.exception("run %s stopped", run.pk)
        # The message of an unknown error may hold a secret: only its type is shown.
        kind = type(error).__name__
        sentence = _("coin itself failed (%(kind)s): the log of the worker says where.")
        return job, Outcome(RunState.FAILED, sentence % {"kind": kind})


# queueing.py wakes workers for runs, and a run queues others: it knows this function by the hook alone.
EXECUTION.register(execute_run)
