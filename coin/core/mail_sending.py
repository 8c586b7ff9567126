"""Sends the mail that waits: a worker claims a row, hands it to the mail server, and writes how it went.

Any number of workers may do so at once. A mail leaves once: only a worker that dies between the server's yes and the
row's lets it leave again, with the same Message-ID.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, tasks
from coin.core.actions import MAIL_SENT_AGAIN
from coin.core.errors import DomainError
from coin.core.mail_message import build
from coin.core.mail_problems import Problem, understand
from coin.core.models import Mail, MailState
from coin.core.transitions import move, move_many

logger = logging.getLogger(__name__)
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
LEASE = timedelta(minutes=15)  # a mail that is "leaving" for longer was left by a dead worker
SECRET = "secret."  # noqa: S105 (a prefix of kinds)


def send_due() -> int:
    """Send every mail whose time has come, oldest first; returns how many left.

    Stops at the first sign that the mail server itself is in trouble: what was not tried stays due. Never raises for
    what a mail or a server does. Not to be called in a transaction.
    """
    put_back_abandoned()
    connection: Any = get_connection()
    sent = 0
    try:
        while mail := _claim():
            problem = _deliver(mail, connection)
            sent += problem is None
            if problem and problem.everybody:
                break
    finally:
        _close(connection)
    return sent


def wake_for_due() -> None:
    """Wake a worker when mail is due."""
    put_back_abandoned()
    if _due().exists():
        _wake()


def put_back_abandoned() -> None:
    """What dead workers left is tried again, and fails once it has been tried as often as anything is."""
    left = Mail.objects.filter(state=MailState.SENDING, next_try_at__lte=timezone.now())
    for mail in left.filter(attempts__gt=len(RETRIES)):
        _fail(mail, _("The worker stopped each time it sent this mail."))
    left.update(state=MailState.WAITING)


@transaction.atomic
def send_again(mail: Mail, *, actor: Any) -> None:
    """Try a mail that failed once more, from the start. TransitionRefused when it did not fail, DomainError when its
    text was a secret that is gone."""
    if not mail.body:
        raise DomainError(
            _("The text of this mail is gone, since it held a secret: ask for a new one instead.")
        )
    move(
        mail,
        to=MailState.WAITING,
        allowed=[MailState.FAILED],
        attempts=0,
        error="",
        next_try_at=timezone.now(),
    )
    audit.record(MAIL_SENT_AGAIN, mail, actor=actor, member_number=mail.member_number)
    _wake()


@transaction.atomic
def send_all_again(*, actor: Any) -> int:
    """`send_again` for every mail that failed and still has its text; returns how many."""
    pks = move_many(
        can_be_sent_again(),
        to=MailState.WAITING,
        allowed=[MailState.FAILED],
        attempts=0,
        error="",
        next_try_at=timezone.now(),
    )
    mails = Mail.objects.filter(pk__in=pks).defer("body")
    traces = [audit.Trace(mail, member_number=mail.member_number) for mail in mails]
    audit.record_all(MAIL_SENT_AGAIN, traces, actor=actor)
    _wake()
    return len(pks)


def can_be_sent_again() -> "models.QuerySet[Mail]":
    """What failed and still has its text."""
    return Mail.objects.filter(state=MailState.FAILED).exclude(body="")


def is_secret(mail: Mail) -> bool:
    """Whether its text opens an account: shown to nobody, forgotten once it left."""
    return mail.kind.startswith(SECRET)


@tasks.task
def send_waiting() -> None:
    """Send what is due now, one after another."""
    send_due()


def _wake() -> None:
    tasks.wake(send_waiting)


def _due() -> "models.QuerySet[Mail]":
    return Mail.objects.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())


def _claim() -> Mail | None:
    """The oldest mail that is due, for this worker alone."""
    while mail := _due().order_by("next_try_at", "pk").first():
        mine = {
            "state": MailState.SENDING,
            "attempts": mail.attempts + 1,
            "next_try_at": timezone.now() + LEASE,
        }
        if Mail.objects.filter(_as_read(mail)).update(**mine) == 1:
            for name, value in mine.items():
                setattr(mail, name, value)
            return mail
    return None


def _deliver(mail: Mail, connection: Any) -> Problem | None:
    """Hand a claimed mail to the server; None when it left."""
    try:
        message = build(mail)
        connection.open()
        connection.send_messages([message])
    except Exception as error:
        logger.warning("mail %s did not leave: %s", mail.pk, type(error).__name__)
        _close(connection)
        return _not_sent(mail, understand(error))
    _finish(mail, state=MailState.SENT, sent_at=timezone.now(), error="")
    return None


def _not_sent(mail: Mail, problem: Problem) -> Problem:
    if problem.permanent or mail.attempts > len(RETRIES):
        _fail(mail, problem.words)
    else:
        later: datetime = timezone.now() + RETRIES[mail.attempts - 1]
        Mail.objects.filter(_as_read(mail)).update(
            state=MailState.WAITING, next_try_at=later, error=problem.words
        )
    return problem


def _fail(mail: Mail, words: str) -> None:
    _finish(mail, state=MailState.FAILED, error=words)


def _finish(mail: Mail, **values: Any) -> None:
    if is_secret(mail):
        values["body"] = ""
    Mail.objects.filter(_as_read(mail)).update(**values)


def _as_read(mail: Mail) -> models.Q:
    """The row, unless another worker took it meanwhile: each claim counts an attempt."""
    return models.Q(pk=mail.pk, state=mail.state, attempts=mail.attempts)


def _close(connection: Any) -> None:
    with suppress(OSError):  # smtplib's errors are OSErrors too: it broke off already
        connection.close()
