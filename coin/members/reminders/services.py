"""The schedule of dues reminders, and sending what a volunteer has read."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.models import Member, Reminder, ReminderStep, User
from coin.members.reminders import letters, schedule
from coin.members.reminders.find import Due

EARLIEST, LATEST = -180, 730
EDITABLE = frozenset({"name", "days", "subject", "text", "is_on"})


def suggested_schedule() -> list[tuple[int, str]]:
    """Days and names of a schedule that most associations can start from."""
    return [
        (-30, _("A month before")),
        (0, _("The day the dues end")),
        (30, _("A month after")),
        (90, _("Three months after")),
    ]


@transaction.atomic
def set_up_schedule(*, actor: User | None) -> list[ReminderStep]:
    """Add the suggested steps. DomainError when there is a schedule already."""
    if ReminderStep.objects.exists():
        raise DomainError(_("There is a schedule already: change its steps."))
    return [
        add_reminder_step(days=days, name=name, actor=actor) for days, name in suggested_schedule()
    ]


@transaction.atomic
def add_reminder_step(*, actor: User | None, **fields: Any) -> ReminderStep:
    """Add a step of the fields of EDITABLE. Raises InvalidInput (its `field` says which)."""
    _known_only(fields)
    step = ReminderStep(**fields)
    _check(step)
    step.save(force_insert=True)
    audit.record(
        actions.REMINDER_STEP_ADDED, step, actor=actor, changes={"days": (None, step.days)}
    )
    return step


@transaction.atomic
def change_reminder_step(step: ReminderStep, *, actor: User | None, **fields: Any) -> None:
    """Change fields of EDITABLE; what was sent stays sent. Nothing is written when nothing differs."""
    _known_only(fields)
    changes = audit.differences(step, fields)
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(step, name, after)
    _check(step)
    step.save(update_fields=list(changes))
    audit.record(actions.REMINDER_STEP_CHANGED, step, actor=actor, changes=changes)


def send_reminders(due: list[Due], *, actor: User | None) -> int:
    """Send these reminders, of `reminders.find`, and say how many left.

    Each is one transaction: a row that stands once for (member, step, about) and the mail, so a second press, or
    another volunteer's at the same moment, sends nothing again. Whoever paid, left or wants no more meanwhile is
    passed over.
    """
    association = Association.current()
    return sum(_send(one, association, actor) for one in due)


@transaction.atomic
def _send(due: Due, association: Association, actor: User | None) -> bool:
    # Locked: two volunteers who press at once, and a payment that arrives, wait for one another here.
    Member.objects.select_for_update(no_key=True).get(pk=due.member.pk)
    if not _still_due(due):
        return False
    reminder, is_new = Reminder.objects.get_or_create(
        member=due.member, step=due.step, about=due.about
    )
    if not is_new:
        return False
    letter = letters.write(due, association)
    reminder.mail = mails.send_text(
        "members.dues_reminder",
        letter.subject,
        letter.body,
        to=due.member.email,
        language=due.member.language,
        key=due.key,
        member_number=due.member.number,
    )
    reminder.save(update_fields=["mail"])
    audit.record(
        actions.REMINDER_SENT,
        reminder,
        actor=actor,
        changes={"amount": (None, due.amount), "about": (None, due.about)},
        member_number=due.member.number,
    )
    return True


def _still_due(due: Due) -> bool:
    mine = schedule.reachable().filter(pk=due.member.pk, wants_reminders=True)
    awake = mine.exclude(reminders_paused_until__gt=timezone.localdate())
    return due.member.pk in schedule.abouts(awake, oldest=due.about, newest=due.about)


def _check(step: ReminderStep) -> None:
    check_fields(step, EDITABLE)
    if not EARLIEST <= step.days <= LATEST:
        words = {"least": -EARLIEST, "most": LATEST}
        raise InvalidInput(
            _("Between %(least)s days before and %(most)s days after.") % words, field="days"
        )
    if ReminderStep.objects.filter(days=step.days).exclude(pk=step.pk).exists():
        raise InvalidInput(_("Another step has this day."), field="days")
    for name in ("subject", "text"):
        if unknown := letters.unknown_placeholders(getattr(step, name)):
            sentence = _("{%(unknown)s} means nothing here.") % {"unknown": unknown[0]}
            raise InvalidInput(sentence, field=name)


def _known_only(fields: dict[str, Any]) -> None:
    unknown = sorted(set(fields) - EDITABLE)
    if unknown:
        raise TypeError(f"not a field of a reminder that may be set: {', '.join(unknown)}")
