"""Who is to be reminded of their dues on a day, of what, and who is not and why. Nothing is sent here.

The schedule's steps count from the day until which a member is up to date (`about`): the end of their last paid period,
or the start of the first one asked when none was ever paid. Only the latest step that applies is sent, so that nobody
gets three mails at once after a silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict
from zlib import crc32

from django.db.models import DateField, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.core.models import Association
from coin.core.money import ZERO
from coin.members.accounts import DuesAccount, accounts_of
from coin.members.enums import Audience
from coin.members.models import DuesPeriod, Member, Reminder, ReminderStep
from coin.members.renewals import Renewal, Situation

# The last step is still sent this many days after its day, or as long as the membership has not lapsed.
LAST_STEP_DAYS = 30


class About(TypedDict):
    """What `with_about` adds."""

    paid_until: date | None
    about: date


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    MemberWithAbout = WithAnnotations[Member, About]


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
    """What is to be sent on a day, in the schedule's order, and what is not."""

    due: list[Due]
    odd: list[Odd]

    @staticmethod
    def fingerprint(due: Iterable[Due]) -> int:
        """A number that changes with whoever is written to and what is asked of them; 0 for nobody."""
        said = [f"{one.key} {one.member.email} {one.amount}" for one in due]
        return crc32("\n".join(said).encode()) if said else 0


def find(day: date) -> Round:
    """Everybody whom the schedule reminds on `day`. A constant number of queries."""
    steps = list(ReminderStep.objects.filter(is_on=True).order_by("days"))
    if not steps:
        return Round([], [])
    waiting = _without_sent(_concerned(steps, day))
    situation = Situation([member for member, _step in waiting], day)
    accounts = accounts_of([member.pk for member, _step in waiting])
    found = [
        _look(member, step, situation, accounts.get(member.pk, DuesAccount()))
        for member, step in waiting
    ]
    return Round(
        due=[one for one in found if isinstance(one, Due)],
        odd=[one for one in found if isinstance(one, Odd)],
    )


def with_about(members: "QuerySet[Member]") -> "QuerySet[MemberWithAbout]":
    """Annotate `about`, the day from which the schedule's days count (None: nothing to remind of), and `paid_until`."""
    mine = DuesPeriod.objects.filter(member=OuterRef("pk")).order_by().values("member")
    paid = mine.filter(paid_on__isnull=False).annotate(it=Max("ends_on")).values("it")
    asked = mine.filter(paid_on=None).annotate(it=Min("starts_on")).values("it")
    return members.annotate(paid_until=Subquery(paid, output_field=DateField())).annotate(
        about=Coalesce(F("paid_until"), Subquery(asked, output_field=DateField()))
    )


def reachable() -> "QuerySet[Member]":
    """Members who are there, and have not said that they leave."""
    return Member.objects.present().filter(left_on=None, excluded_on=None)


def _concerned(
    steps: list[ReminderStep], day: date
) -> "list[tuple[MemberWithAbout, ReminderStep]]":
    """Members whose dues end near enough, with the latest step that applies to each."""
    lapsed_after = Association.current().lapsed_after_days
    oldest = day - timedelta(days=max(lapsed_after, steps[-1].days + LAST_STEP_DAYS))
    newest = day - timedelta(days=steps[0].days)
    rows = with_about(reachable()).filter(Q(about__gte=oldest), Q(about__lte=newest))
    found = [(row, _latest(steps, (day - row.about).days)) for row in rows.order_by("number")]
    return sorted(found, key=lambda pair: pair[1].days)


def _latest(steps: list[ReminderStep], days: int) -> ReminderStep:
    return next(step for step in reversed(steps) if step.days <= days)


def _without_sent(
    pairs: "list[tuple[MemberWithAbout, ReminderStep]]",
) -> "list[tuple[MemberWithAbout, ReminderStep]]":
    rows = Reminder.objects.filter(member__in=[member.pk for member, _step in pairs])
    sent = set(rows.values_list("member_id", "step_id", "about"))
    return [
        (member, step) for member, step in pairs if (member.pk, step.pk, member.about) not in sent
    ]


def _look(
    member: "MemberWithAbout", step: ReminderStep, situation: Situation, account: DuesAccount
) -> Due | Odd:
    if reason := _silence(member, situation.day):
        return Odd(member, step, reason)
    unpaid = situation.unpaid(member)
    found = unpaid or _renewal(member, situation)
    if isinstance(found, str):
        return Odd(member, step, found)
    due = Due(
        member,
        step,
        member.about,
        periods=unpaid,
        renewal=found if isinstance(found, Renewal) else None,
        account=account,
        is_first=member.paid_until is None,
    )
    return due if due.amount else Odd(member, step, _covered(due))


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
