"""Sends the mails that wait: a worker claims a row, hands the mail to the mail server, and writes how it went.

Any number of workers may do so at once. A mail leaves once, with one exception: when a worker dies after the server
took the mail and before the row says so, the mail leaves again, with the same Message-ID.
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
# The wait before each further attempt: the sixth failure, after some ten hours, is the last.
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
LEASE = timedelta(minutes=15)  # a mail that has been leaving for longer was left by a dead worker
SECRET = "secret."  # noqa: S105 (a prefix of kinds)


def send_due() -> int:
    """Send every mail whose time has come, oldest first; returns how many left.

    Stops as soon as the mail server itself fails: the mails that were not tried stay due. Never raises for an error of
    a mail or of the server. Do not call it in a transaction: other workers see a claim only once it is committed.
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
    """Put back the mails that dead workers left, and wake a worker when mail is due. Sends nothing itself."""
    put_back_abandoned()
    if _due().exists():
        _wake()


def put_back_abandoned() -> None:
    """Let the mails wait again that have been leaving for longer than LEASE: a dead worker left them.

    Those that had all their attempts become FAILED instead.
    """
    abandoned = Mail.objects.filter(state=MailState.SENDING, next_try_at__lte=timezone.now())
    for mail in abandoned.filter(attempts__gt=len(RETRIES)):
        _fail(mail, _("The worker stopped each time it sent this mail."))
    abandoned.update(state=MailState.WAITING)


@transaction.atomic
def send_again(mail: Mail, *, actor: Any) -> None:
    """Let a failed mail wait again, with all its attempts anew, and wake a worker, which sends it.

    Raises TransitionRefused when the mail did not fail, and DomainError when its text was a secret, erased since.
    """
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
    """Let every failed mail that still has its text wait again, with all its attempts anew, and wake a worker, which
    sends them.

    Nothing is sent here. Journaled. Returns how many mails wait again.
    """
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
    """The failed mails that still have their text: that of a secret is erased."""
    return Mail.objects.filter(state=MailState.FAILED).exclude(body="")


def is_secret(mail: Mail) -> bool:
    """Whether the mail's text opens an account: it is shown to nobody, and erased once the mail left or failed."""
    return mail.kind.startswith(SECRET)


@tasks.task
def send_waiting() -> None:
    """Send the mails that are due now, one after another."""
    send_due()


def _wake() -> None:
    tasks.wake(send_waiting)


def _due() -> "models.QuerySet[Mail]":
    return Mail.objects.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())


def _claim() -> Mail | None:
    """The oldest mail that is due, claimed for this worker alone; None when no mail is due.

    While a mail is leaving, `next_try_at` is the end of its lease.
    """
    while mail := _due().order_by("next_try_at", "pk").first():
        claimed = {
            "state": MailState.SENDING,
            "attempts": mail.attempts + 1,
            "next_try_at": timezone.now() + LEASE,
        }
        # No row changes when another worker claimed this mail since it was read: then look for the next one.
        if Mail.objects.filter(_as_read(mail)).update(**claimed) == 1:
            for name, value in claimed.items():
                setattr(mail, name, value)
            return mail
    return None


def _deliver(mail: Mail, connection: Any) -> Problem | None:
    """Hand a claimed mail to the server, and write in its row how it went. Returns the problem; None when it left."""
    try:
        message = build(mail)
        connection.open()
        connection.send_messages([message])
    except Exception as error:  # whatever it is, the other mails must still leave
        # The log gets the type alone, since the words of an error may hold an address or the mail's text.
        logger.warning("mail %s did not leave: %s", mail.pk, type(error).__name__)
        _close(connection)
        return _not_sent(mail, understand(error))
    _finish(mail, state=MailState.SENT, sent_at=timezone.now(), error="")
    return None


def _not_sent(mail: Mail, problem: Problem) -> Problem:
    """Write that an attempt failed: for good (FAILED), or until the next one (WAITING). Returns `problem`."""
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
    """The condition that no other worker claimed the mail since it was read: each claim raises `attempts`."""
    return models.Q(pk=mail.pk, state=mail.state, attempts=mail.attempts)


def _close(connection: Any) -> None:
    # smtplib's errors are OSErrors too: a connection that broke off needs no closing.
    with suppress(OSError):
        connection.close()
