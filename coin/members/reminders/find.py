"""The dues reminders of a day, and the members who get none, with the reason. Nothing is sent here.

The schedule's steps count from the day until which a member is up to date (`about`): the end of their last paid period,
or the start of the first one asked when none was ever paid. Only the latest step that applies is sent, so that nobody
gets three mails at once after a silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.core.money import ZERO
from coin.core.reminders import rounds
from coin.core.reminders.rounds import Odd
from coin.members import actions
from coin.members.dues.accounts import DuesAccount, accounts_of
from coin.members.dues.renewals import Renewal, Situation
from coin.members.enums import Audience
from coin.members.models import DuesPeriod, Member, ReminderStep
from coin.members.reminders import schedule
from coin.members.reminders.schedule import Waiting


@dataclass(frozen=True)
class Due(rounds.Due):
    """One reminder to send: of the periods that were asked for and not paid (`periods`), or of the renewal to come.

    `step` is the step that has come; `about` is the day from which its days count (the module says which). `renewal` is
    None when there are `periods`. `is_first`: the member never paid any dues.
    """

    kind = "members.dues_reminder"
    act = actions.REMINDER_SENT
    template = "members/mail/dues_reminder.txt"
    page = "portal:membership"
    member: Member
    step: ReminderStep
    about: date
    periods: Sequence[DuesPeriod] = ()
    renewal: Renewal | None = None
    account: DuesAccount = field(default_factory=DuesAccount)
    is_first: bool = False

    @property
    def amount(self) -> Decimal:
        """The euros to pay: the rest of the periods, or the renewal as advised, less the member's credit."""
        if self.renewal:
            return max(ZERO, self.renewal.total - self.account.credit)
        return self.account.to_pay(self.periods)

    @property
    def day(self) -> date:
        """The last day that is paid: `about` is the day after."""
        return self.about - timedelta(days=1)

    @property
    def key(self) -> str:
        """The key of the mail: this step, about these dues, is sent to this member once."""
        return f"dues:{self.member.number}:{self.about:%Y-%m-%d}:step-{self.step.pk}"


Round = rounds.Round[Due]


def find(day: date, *, most: int | None = None) -> Round:
    """Everybody whom the schedule reminds on `day`, or the first `most` of them. A constant number of queries.

    The Round also holds the members who get none, with the reason, and in `more` how many members were not looked at.
    """
    # Each turn looks at as many members as are missing to reach `most`: some of them turn out to get no reminder.
    round_ = Round()
    awake: list[Waiting] = []
    for row in schedule.waiting(day):
        if reason := _silence(row.member, day):
            round_.add(Odd(row.member, reason, row.step))
        else:
            awake.append(row)
    while awake and (most is None or len(round_.due) < most):
        size = len(awake) if most is None else most - len(round_.due)
        _sort_out(awake[:size], day, round_)
        awake = awake[size:]
    return replace(round_, more=len(awake))


def _sort_out(rows: list[Waiting], day: date, round_: Round) -> None:
    """Add each member to those who get a reminder, or to those who do not, with the reason."""
    situation = Situation([row.member for row in rows], day)
    accounts = accounts_of([row.member.pk for row in rows])
    for row in rows:
        round_.add(_look(row, situation, accounts.get(row.member.pk, DuesAccount())))


def _look(row: Waiting, situation: Situation, account: DuesAccount) -> Due | Odd:
    unpaid = situation.unpaid(row.member)
    if any(period.pk in account.agreed for period in unpaid):
        return Odd(row.member, _("A payment plan is under way."), row.step)
    dues = unpaid or _renewal(row.member, situation)
    if isinstance(dues, str):
        return Odd(row.member, dues, row.step)
    due = Due(
        row.member,
        row.step,
        row.about.day,
        periods=unpaid,
        renewal=dues if isinstance(dues, Renewal) else None,
        account=account,
        is_first=row.about.is_first,
    )
    return due if due.amount else Odd(row.member, _covered(due), row.step)


def _covered(due: Due) -> str:
    if due.renewal:
        return _("They paid in advance: open the next period, which their credit pays.")
    return _("They paid in advance: their credit pays these dues when they are called.")


def _silence(member: Member, day: date) -> str:
    """Why this member gets no reminder, whatever their dues; empty when they may get one."""
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
