"""One kind of reminders, as its room declares it, and the sending of the mails that a volunteer has read."""

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
    """Finds the members to remind on `day`, or the first `most` of them, in a constant number of queries.

    Writes nothing.
    """

    def __call__(self, day: date, *, most: int | None = None) -> Round[DueT]: ...


@dataclass(frozen=True)
class Reminders(Generic[StepT, DueT]):
    """One kind of reminders.

    `schedule`: its steps. `find(day)`: the round of a day. `compose(due)`: the variables of the mail's template.
    `again(due)`: the mail as it would be now, or None when it is not to be sent any more; the member is locked.
    `keep(due, mail)`: records that the mail was sent, and returns the subject of the journal's row and what the mail
    was about.
    """

    schedule: Schedule[StepT]
    find: Find[DueT]
    compose: Compose[DueT]
    again: Callable[[DueT], DueT | None]
    keep: Callable[[DueT, Mail], tuple[models.Model, Any]]

    def write(self, due: DueT, association: Association) -> Letter[DueT]:
        """The words of the mail, which are those that `send` sends. Nothing is written or sent."""
        return letters.write(due, association, self.compose)

    def send(self, round_: Round[DueT], *, actor: Any) -> int:
        """Send the mails that `find` gave, in the name of `actor`; returns how many were written.

        Each mail is one transaction, with the room's row that can stand only once: a second press, or that of another
        volunteer at the same moment, sends nothing again. Members who need no reminder any more are passed over.
        """
        association = Association.current()
        return sum(self._send(due, association, actor) for due in round_.due)

    @transaction.atomic
    def _send(self, read: DueT, association: Association, actor: Any) -> bool:
        # The lock makes two volunteers who press at once, and a payment that arrives, wait for one another. Without
        # the key (`no_key`): rows that refer to the member are not held back.
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
