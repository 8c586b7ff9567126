"""The billing run of a month: its documents are drafted, issued, printed, mailed.

A row holds the step of the run, and the process that does it writes a sign of life there: a run that fell silent is
taken up by another process, and each step finishes what it had begun. The office starts a run for a worker;
`manage.py billing_run` does it on the spot.
"""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.documents import mentions
from coin.billing.enums import BillingRunState, DocumentKind
from coin.billing.models import BillingRun
from coin.billing.pro_rata import month_of
from coin.billing.runs.steps import MOVING, Made, RunTaken, Steps, Watch
from coin.core import audit, tasks
from coin.core.errors import DomainError
from coin.core.models import Association
from coin.core.transitions import TransitionRefused, move
from coin.core.vat import regime_on
from coin.members.models import User

logger = logging.getLogger(__name__)
# Drafting ten thousand members takes twenty seconds between two signs of life.
SILENCE = timedelta(minutes=3)
FORGOTTEN = timedelta(minutes=1)  # a run that waited this long wakes a worker again
ATTEMPTS = 5  # a worker that dies this often stops the run


def start(
    month: date,
    *,
    actor: User | None,
    kinds: Iterable[str] = (DocumentKind.DUES_CALL,),
    by_mail: bool = True,
    for_worker: bool = True,
) -> tuple[BillingRun, bool]:
    """Ask for the run of the calendar month of `month`; returns the run, and whether it is new.

    A month has one open run at a time, which is returned as it is. `by_mail`: whether its documents are mailed. A
    worker does the run; without `for_worker`, the caller then calls `execute`. Raises MentionsMissing while the
    association itself lacks something that documents of `kinds` must say, DomainError when somebody else has just run
    this month to its end.
    """
    first = month_of(month).start
    mentions.check_issuer(Association.current(), kinds, regime_on(timezone.localdate()))
    under_way = open_run(first)
    if under_way:
        return under_way, False
    try:
        with transaction.atomic():
            run = BillingRun.objects.create(month=first, started_by=actor, by_mail=by_mail)
            audit.record(actions.RUN_STARTED, run, actor=actor)
            if for_worker:
                _wake(run)
    except IntegrityError as error:
        # Somebody else started it at the same moment: the database refuses a second one (one_open_run_a_month).
        under_way = open_run(first)
        if under_way is None:
            words = _("Somebody else has just run this month: look at what is left.")
            raise DomainError(words) from error
        return under_way, False
    return run, True


@transaction.atomic
def start_again(run: BillingRun, *, actor: User | None) -> None:
    """Go on with a run that stopped.

    Raises TransitionRefused when it did not stop, DomainError while another run of the month is open.
    """
    if open_run(run.month):
        raise DomainError(_("Another run of this month is under way."))
    now = timezone.now()
    try:
        # A savepoint: PostgreSQL refuses every statement after an IntegrityError until it is rolled back.
        with transaction.atomic():
            move(
                run,
                to=BillingRunState.WAITING,
                allowed=[BillingRunState.STOPPED],
                error="",
                attempts=0,
                beaten_at=now,
                finished_at=None,
            )
    except IntegrityError as error:
        raise DomainError(_("Another run of this month is under way.")) from error
    audit.record(actions.RUN_AGAIN, run, actor=actor)
    _wake(run)


def open_run(month: date) -> BillingRun | None:
    """The run of this month that is not over, if there is one."""
    over = [BillingRunState.DONE, BillingRunState.STOPPED]
    return BillingRun.objects.filter(month=month_of(month).start).exclude(state__in=over).first()


def execute(run_pk: int, *, watch: Watch | None = None) -> Made | None:
    """Take a waiting run to its end in this process; returns what was made, or None when another process does it.

    An error that stops the run is not raised: the run's state and its `error` say it. Call this outside a transaction.
    `watch` is called at each step, and after each document or mail.
    """
    run = BillingRun.objects.select_related("started_by").get(pk=run_pk)
    if not _claim(run):
        return None
    steps = Steps(run, watch)
    try:
        steps.go()
    except RunTaken:
        logger.warning("billing run %s was taken up by somebody else; this one stops here", run.pk)
    except DomainError as error:
        _stop(run, str(error))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        _stop(
            run,
            _("The disk refuses: %(reason)s. Run this again once there is room.")
            % {"reason": reason},
        )
    except Exception as error:
        logger.exception("billing run %s stopped", run.pk)
        # The words of the error may hold anything: only its type is shown.
        words = _("coin itself failed (%(kind)s): the log of the worker says where.")
        _stop(run, words % {"kind": type(error).__name__})
    except BaseException:
        # The worker is told to stop: the run waits for another worker.
        _mine(run).update(state=BillingRunState.WAITING)
        raise
    return steps.made


def take_up() -> None:
    """Make runs whose worker fell silent wait for another one, and wake workers for waiting runs.

    A silent run that was taken up five times already is stopped instead. Safe to run twice.
    """
    now = timezone.now()
    silent = BillingRun.objects.filter(state__in=MOVING, beaten_at__lt=now - SILENCE)
    for run in silent:
        if run.attempts < ATTEMPTS:
            # If the old worker still lives, its next sign of life finds another `beaten_at` than its own, and fails.
            _mine(run).update(state=BillingRunState.WAITING, beaten_at=now - FORGOTTEN)
        else:
            _stop(run, _("The worker died each time it took this up."))
    with transaction.atomic():
        for run in BillingRun.objects.filter(
            state=BillingRunState.WAITING, beaten_at__lte=now - FORGOTTEN
        ):
            # So the next wake-up for this run comes after the time of FORGOTTEN, not at each call.
            BillingRun.objects.filter(pk=run.pk).update(beaten_at=now)
            _wake(run)


def _claim(run: BillingRun) -> bool:
    """Make the run this process's own; False when another process took it first."""
    now, attempts = timezone.now(), run.attempts + 1
    try:
        move(
            run,
            to=BillingRunState.DRAFTING,
            allowed=[BillingRunState.WAITING],
            beaten_at=now,
            attempts=attempts,
            error="",
        )
    except TransitionRefused:
        return False
    return True


def _stop(run: BillingRun, error: str) -> None:
    _mine(run).update(state=BillingRunState.STOPPED, error=error, finished_at=timezone.now())


def _mine(run: BillingRun) -> models.QuerySet[BillingRun]:
    """The row of the run, unless another process took it up: `beaten_at` is then no longer the last one known here."""
    return BillingRun.objects.filter(pk=run.pk, state__in=MOVING, beaten_at=run.beaten_at)


@tasks.task
def run_billing(run_pk: int) -> None:
    """Take one waiting billing run to its end. A run that another process took is left alone."""
    execute(run_pk)


def _wake(run: BillingRun) -> None:
    tasks.wake(run_billing, run.pk)
