"""The reminders of dues as core's `Reminders`: their schedule, and the row that is kept of each one sent."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.models import Mail
from coin.core.reminders.schedule import Schedule
from coin.core.reminders.sending import Reminders
from coin.members import actions
from coin.members.models import Reminder, ReminderStep
from coin.members.reminders import find as reminders
from coin.members.reminders import letters, schedule
from coin.members.reminders.find import Due

# Days of a step, before (negative) and after the dues end.
EARLIEST, LATEST = -180, 730


def _suggested() -> list[ReminderStep]:
    return [
        ReminderStep(days=-30, name=_("A month before")),
        ReminderStep(days=0, name=_("The day the dues end")),
        ReminderStep(days=30, name=_("A month after")),
        ReminderStep(days=90, name=_("Three months after")),
    ]


def _check(step: ReminderStep) -> None:
    if not EARLIEST <= step.days <= LATEST:
        words = {"least": -EARLIEST, "most": LATEST}
        raise InvalidInput(
            _("Between %(least)s days before and %(most)s days after.") % words, field="days"
        )
    if ReminderStep.objects.filter(days=step.days).exclude(pk=step.pk).exists():
        raise InvalidInput(_("Another step has this day."), field="days")


def _again(due: Due) -> Due | None:
    """The reminder, looked at again just before it is sent: None for a member who has paid, left or refused reminders
    since, or who was sent this step about these dues."""
    member = schedule.reachable().filter(pk=due.member.pk, wants_reminders=True)
    awake = member.exclude(reminders_paused_until__gt=timezone.localdate())
    if due.member.pk not in schedule.abouts(awake, oldest=due.about, newest=due.about):
        return None
    sent = Reminder.objects.filter(member=due.member, step=due.step, about=due.about)
    return None if sent.exists() else due


def _keep(due: Due, mail: Mail) -> tuple[Reminder, date]:
    reminder = Reminder.objects.create(member=due.member, step=due.step, about=due.about, mail=mail)
    return reminder, due.about


DUES_REMINDERS = Reminders(
    Schedule(
        ReminderStep,
        editable=frozenset({"name", "days", "subject", "text", "is_on"}),
        suggested=_suggested,
        check=_check,
        added=actions.REMINDER_STEP_ADDED,
        changed=actions.REMINDER_STEP_CHANGED,
    ),
    find=reminders.find,
    compose=letters.compose,
    again=_again,
    keep=_keep,
)
