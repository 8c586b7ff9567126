"""The members for whom a step of the reminders' schedule has come: two queries over dues, however many members."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from coin.core.models import Association
from coin.core.reminders.schedule import latest
from coin.members.models import DuesPeriod, Member, Reminder, ReminderStep

# The last step is still sent this many days after its day, or as long as the membership has not lapsed.
LAST_STEP_DAYS = 30


@dataclass(frozen=True)
class About:
    """The day from which the schedule's days count, for one member; `is_first`: they never paid any dues.

    It is the end (exclusive) of their last paid period or, without one, the first day of the first period asked.
    """

    day: date
    is_first: bool = False


@dataclass(frozen=True)
class Waiting:
    """A member, and the latest step that applies to them and was not sent yet."""

    member: Member
    step: ReminderStep
    about: About


def reachable() -> "QuerySet[Member]":
    """Members who are not archived, and whose departure is not recorded, not even for a day to come."""
    return Member.objects.present().filter(left_on=None, excluded_on=None)


def abouts(members: "QuerySet[Member]", *, oldest: date, newest: date) -> dict[int, About]:
    """The day from which the schedule counts, for those of `members` whose day is from `oldest` to `newest`, included.

    By the member's primary key; members without any dues are absent.
    """
    periods = DuesPeriod.objects.filter(member__in=members.order_by()).order_by()
    between = {"it__gte": oldest, "it__lte": newest}
    paid = periods.filter(paid_on__isnull=False).values_list("member")
    ever = DuesPeriod.objects.filter(member=OuterRef("member"), paid_on__isnull=False)
    unpaid = periods.filter(~Exists(ever), paid_on=None).values_list("member")
    first = dict(unpaid.annotate(it=Min("starts_on")).filter(**between))
    last = dict(paid.annotate(it=Max("ends_on")).filter(**between))
    return {pk: About(day, is_first=True) for pk, day in first.items()} | {
        pk: About(day) for pk, day in last.items()
    }


def waiting(day: date) -> list[Waiting]:
    """Everybody for whom a step has come on that day and was not sent, in the schedule's order, then by number."""
    coming = _come(_steps(), reachable(), day)
    members = Member.objects.filter(pk__in=coming).order_by("number")
    rows = [Waiting(member, *coming[member.pk]) for member in members]
    return sorted(rows, key=lambda row: row.step.days)


def count(day: date) -> int:
    """How many members may be reminded on that day: reachable by mail, and willing. What they owe is not computed."""
    awake = reachable().exclude(email="").filter(wants_reminders=True)
    return len(_come(_steps(), awake.exclude(reminders_paused_until__gt=day), day))


def _steps() -> list[ReminderStep]:
    return list(ReminderStep.objects.filter(is_on=True).order_by("days"))


def _come(
    steps: list[ReminderStep], members: "QuerySet[Member]", day: date
) -> dict[int, tuple[ReminderStep, About]]:
    """The latest of `steps` that applies to each member on `day`, by primary key, unless it was sent. Members far from
    the end of their dues are left out: no step applies to them."""
    if not steps:
        return {}
    lapsed_after = Association.current().lapsed_after_days
    oldest = day - timedelta(days=max(lapsed_after, steps[-1].days + LAST_STEP_DAYS))
    near = abouts(members, oldest=oldest, newest=day - timedelta(days=steps[0].days))
    rows = Reminder.objects.filter(about__gte=oldest)
    sent = set(rows.values_list("member_id", "step_id", "about"))
    return {
        pk: (step, about)
        for pk, about in near.items()
        if (step := latest(steps, (day - about.day).days)) and (pk, step.pk, about.day) not in sent
    }
