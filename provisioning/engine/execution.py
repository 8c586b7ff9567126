"""A run from claimed to ended."""

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
    """Take a waiting run to its end in this process; returns it as it is then.

    It stays waiting while another run of its deployment goes, or before its hour. `watch` sees each line as it comes.
    Call it outside a transaction: it takes as long as the servers do.
    """
    run = Run.objects.select_related("deployment").get(pk=run_pk)
    if not _claim(run):
        return run
    try:
        finish(run, *_carry_out(run, watch))
    except RunTakenAway:
        logger.warning("run %s was declared lost while it went; it stops here", run.pk)
    except BaseException:
        # The worker is told to stop, or the database fails: another worker starts again.
        lose(run)
        raise
    return run


def _claim(run: Run) -> bool:
    """Make it RUNNING. The database lets one run of a deployment be so."""
    now = timezone.now()
    if not run.deployment.is_enabled or (run.not_before and run.not_before > now):
        return False
    worker = f"{socket.gethostname()}/{os.getpid()}/{run.pk}-{secrets.token_hex(6)}"
    try:
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
        # Its words may hold anything: only its kind is shown.
        kind = type(error).__name__
        sentence = _("coin itself failed (%(kind)s): the log of the worker says where.")
        return job, Outcome(RunState.FAILED, sentence % {"kind": kind})


EXECUTION.register(execute_run)
