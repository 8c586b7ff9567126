"""One kind of reminders, as its room declares it, and sending what a volunteer has read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol

from django.db import models, transaction

from coin.core import audit, mails
from coin.core.models import Association, Mail
from coin.core.reminders import letters
from coin.core.reminders.letters import Compose, Letter
from coin.core.reminders.rounds import DueT, Round
from coin.core.reminders.schedule import Schedule, StepT


class Find(Protocol[DueT]):
    """Everybody who is to be reminded on `day`, or the first `most` of them. A constant number of queries."""

    def __call__(self, day: date, *, most: int | None = None) -> Round[DueT]: ...


@dataclass(frozen=True)
class Reminders(Generic[StepT, DueT]):
    """One kind of reminders.

    `again(due)`: the mail as it is now, None when it is not to be sent any more; the member is locked.
    `keep(due, mail)`: write down that it was sent, and return the subject of the journal's row and what it was about.
    """

    schedule: Schedule[StepT]
    find: Find[DueT]
    compose: Compose[DueT]
    again: Callable[[DueT], DueT | None]
    keep: Callable[[DueT, Mail], tuple[models.Model, Any]]

    def write(self, due: DueT, association: Association) -> Letter[DueT]:
        """The mail in words, which are those that `send` sends."""
        return letters.write(due, association, self.compose)

    def send(self, round_: Round[DueT], *, actor: Any) -> int:
        """Send the mails of `find`, and say how many left.

        Each is one transaction: the room's row that stands once and the mail, so a second press, or another
        volunteer's at the same moment, sends nothing again. Whoever needs no reminder any more is passed over.
        """
        association = Association.current()
        return sum(self._send(due, association, actor) for due in round_.due)

    @transaction.atomic
    def _send(self, read: DueT, association: Association, actor: Any) -> bool:
        # Locked: two volunteers who press at once, and a payment that arrives, wait for one another here.
        type(read.member).objects.select_for_update(no_key=True).get(pk=read.member.pk)
        due = self.again(read)
        if due is None:
            return False
        letter = self.write(due, association)
        mail = mails.send_text(
            due.kind,
            letter.subject,
            letter.body,
            to=due.member.email,
            language=due.member.language,
            key=due.key,
            member_number=due.member.number,
        )
        if mail is None:
            return False
        subject, about = self.keep(due, mail)
        changes = {"amount": (None, due.amount), "about": (None, about)}
        audit.record(
            due.act, subject, actor=actor, changes=changes, member_number=due.member.number
        )
        return True
