"""Who is to be reminded of their dues on a day, of what, and who is not and why. Nothing is sent here.

The schedule's steps count from the day until which a member is up to date (`about`): the end of their last paid period,
or the start of the first one asked when none was ever paid. Only the latest step that applies is sent, so that nobody
gets three mails at once after a silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from zlib import crc32

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.core.money import ZERO
from coin.members.dues.accounts import DuesAccount, accounts_of
from coin.members.dues.renewals import Renewal, Situation
from coin.members.enums import Audience
from coin.members.models import DuesPeriod, Member, ReminderStep
from coin.members.reminders import schedule
from coin.members.reminders.schedule import Waiting


@dataclass(frozen=True)
class Due:
    """One reminder to send: what was asked and is not paid (`periods`), or the renewal that nobody asked for yet."""

    member: Member
    step: ReminderStep
    about: date
    periods: Sequence[DuesPeriod] = ()
    renewal: Renewal | None = None
    account: DuesAccount = field(default_factory=DuesAccount)
    is_first: bool = False

    @property
    def amount(self) -> Decimal:
        """What the mail asks to pay: what is left of what was asked, or the renewal as advised, credit taken off."""
        if self.renewal:
            return max(ZERO, self.renewal.total - self.account.credit)
        return self.account.to_pay(self.periods)

    @property
    def key(self) -> str:
        """What is said once: this step, about these dues, to this member."""
        return f"dues:{self.member.number}:{self.about:%Y-%m-%d}:step-{self.step.pk}"


@dataclass(frozen=True)
class Odd:
    """Somebody whom the schedule would remind now, and why they are not."""

    member: Member
    step: ReminderStep
    reason: str


@dataclass(frozen=True)
class Round:
    """What is to be sent on a day, in the schedule's order, and what is not; `more`: members not looked at yet."""

    due: list[Due]
    odd: list[Odd]
    more: int = 0

    @property
    def fingerprint(self) -> int:
        """A number that changes with whoever is written to and what is asked of them; 0 for nobody."""
        said = [f"{one.key} {one.member.email} {one.amount}" for one in self.due]
        return crc32("\n".join(said).encode()) if said else 0


def find(day: date, *, most: int | None = None) -> Round:
    """Everybody whom the schedule reminds on `day`, or the first `most` of them. A constant number of queries."""
    found = Round([], [])
    awake: list[Waiting] = []
    for one in schedule.waiting(day):
        if reason := _silence(one.member, day):
            found.odd.append(Odd(one.member, one.step, reason))
        else:
            awake.append(one)
    while awake and (most is None or len(found.due) < most):
        size = len(awake) if most is None else most - len(found.due)
        _sort_out(awake[:size], day, found)
        awake = awake[size:]
    return replace(found, more=len(awake))


def _sort_out(rows: list[Waiting], day: date, found: Round) -> None:
    """Put each among those who are written to, or those who are not."""
    situation = Situation([row.member for row in rows], day)
    accounts = accounts_of([row.member.pk for row in rows])
    for row in rows:
        one = _look(row, situation, accounts.get(row.member.pk, DuesAccount()))
        if isinstance(one, Due):
            found.due.append(one)
        else:
            found.odd.append(one)


def _look(row: Waiting, situation: Situation, account: DuesAccount) -> Due | Odd:
    unpaid = situation.unpaid(row.member)
    if any(period.pk in account.agreed for period in unpaid):
        return Odd(row.member, row.step, _("A payment plan is under way."))
    asked = unpaid or _renewal(row.member, situation)
    if isinstance(asked, str):
        return Odd(row.member, row.step, asked)
    due = Due(
        row.member,
        row.step,
        row.about.day,
        periods=unpaid,
        renewal=asked if isinstance(asked, Renewal) else None,
        account=account,
        is_first=row.about.is_first,
    )
    return due if due.amount else Odd(row.member, row.step, _covered(due))


def _covered(due: Due) -> str:
    if due.renewal:
        return _("They paid in advance: open the next period, which their credit pays.")
    return _("They paid in advance: their credit pays these dues when they are called.")


def _silence(member: Member, day: date) -> str:
    """Why this member is not written to, whatever their dues; empty when they are."""
    if not member.email:
        return _("No e-mail address: call or write to them.")
    if not member.wants_reminders:
        return _("They asked for no reminder.")
    if member.reminders_paused_until and member.reminders_paused_until > day:
        until = date_format(member.reminders_paused_until)
        return _("They paused the reminders until %(day)s.") % {"day": until}
    return ""


def _renewal(member: Member, situation: Situation) -> Renewal | str:
    last = situation.last(member)
    if last and last.plan.audience == Audience.VOLUNTEERS:
        return _("Volunteers set their dues: open the next period.")
    return situation.renewal(member)
