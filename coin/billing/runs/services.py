"""The billing run of a month: drafted, issued, printed, mailed.

A row says where it is, and whoever does it writes that they live: a run that fell silent is taken up again, and each
step finishes what it had begun. The office starts it for a worker, `manage.py billing_run` does it on the spot.
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
SILENCE = timedelta(
    minutes=3
)  # drafting ten thousand members takes twenty seconds between two signs of life
FORGOTTEN = timedelta(minutes=1)
ATTEMPTS = 5


def start(
    month: date,
    *,
    actor: User | None,
    kinds: Iterable[str] = (DocumentKind.DUES_CALL,),
    by_mail: bool = True,
    for_worker: bool = True,
) -> tuple[BillingRun, bool]:
    """Ask for the run of the calendar month of `month`, and whether it is a new one: there is one open at a time.

    A worker does it, or whoever calls `execute` next where not `for_worker`. Raises as `issue` does for what the
    association itself lacks to issue documents of `kinds`.
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
    except IntegrityError as error:  # somebody else, at the same moment
        under_way = open_run(first)
        if under_way is None:
            words = _("Somebody else has just run this month: look at what is left.")
            raise DomainError(words) from error
        return under_way, False
    return run, True


@transaction.atomic
def start_again(run: BillingRun, *, actor: User | None) -> None:
    """Go on with a run that stopped. TransitionRefused when it did not, DomainError while another one is open."""
    if open_run(run.month):
        raise DomainError(_("Another run of this month is under way."))
    now = timezone.now()
    try:
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
    """The run of this month that is not over."""
    over = [BillingRunState.DONE, BillingRunState.STOPPED]
    return BillingRun.objects.filter(month=month_of(month).start).exclude(state__in=over).first()


def execute(run_pk: int, *, watch: Watch | None = None) -> Made | None:
    """Take a waiting run to its end in this process; what was made, or None when somebody else does it.

    Never raises for what stops a run: its state and its `error` say it. Call it outside a transaction. `watch` is
    called at each step and after each thing done.
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
        # Its words may hold anything: only its kind is shown.
        words = _("coin itself failed (%(kind)s): the log of the worker says where.")
        _stop(run, words % {"kind": type(error).__name__})
    except BaseException:
        # The worker is told to stop: another one goes on.
        _mine(run).update(state=BillingRunState.WAITING)
        raise
    return steps.made


def take_up() -> None:
    """Runs whose worker fell silent wait for another one; workers are woken for what waits. Safe to run twice."""
    now = timezone.now()
    silent = BillingRun.objects.filter(state__in=MOVING, beaten_at__lt=now - SILENCE)
    for run in silent:
        if run.attempts < ATTEMPTS:
            # Its old worker, were it still there, finds that the beat is no longer its own.
            _mine(run).update(state=BillingRunState.WAITING, beaten_at=now - FORGOTTEN)
        else:
            _stop(run, _("The worker died each time it took this up."))
    with transaction.atomic():
        for run in BillingRun.objects.filter(
            state=BillingRunState.WAITING, beaten_at__lte=now - FORGOTTEN
        ):
            BillingRun.objects.filter(pk=run.pk).update(beaten_at=now)
            _wake(run)


def _claim(run: BillingRun) -> bool:
    """Make it this process's own."""
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
    """The row, unless somebody else took it up: whoever does a run writes the beat, and knows their last one."""
    return BillingRun.objects.filter(pk=run.pk, state__in=MOVING, beaten_at=run.beaten_at)


@tasks.task
def run_billing(run_pk: int) -> None:
    """Take one waiting billing run to its end. One that somebody else took is left alone."""
    execute(run_pk)


def _wake(run: BillingRun) -> None:
    tasks.wake(run_billing, run.pk)
