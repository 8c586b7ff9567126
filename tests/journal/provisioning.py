"""Runs that a person asks for or cancels."""

from coin.members.models import User
from provisioning import actions
from provisioning.engine.queueing import cancel_run, request_run
from tests.factories import DeploymentFactory, RunFactory
from tests.journal.provoking import Row, provokes


@provokes(actions.RUN_ASKED)
def a_run_is_asked_for(by: User) -> Row:
    return Row(request_run(DeploymentFactory.create(), actor=by))


@provokes(actions.RUN_CANCELLED)
def a_run_is_cancelled(by: User) -> Row:
    run = RunFactory.create()
    cancel_run(run, actor=by)
    return Row(run)
