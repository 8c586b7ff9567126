"""The schedule of reminders of unpaid documents, and sending what a volunteer has read."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import actions
from coin.billing.balance.locks import lock_member
from coin.billing.enums import DocumentKind, ReminderTone
from coin.billing.models import DocumentReminder, DocumentReminderStep, Instalment
from coin.billing.reminders import find as reminders
from coin.billing.reminders import letters
from coin.billing.reminders.find import Due, LateInstalments
from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.core.mail_kinds import name_kind
from coin.core.models import Association, Mail
from coin.core.validation import check_fields
from coin.members.models import User
from coin.members.reminders.letters import unknown_placeholders

LATEST = 730
EDITABLE = frozenset({"kind", "tone", "days", "subject", "text", "is_on"})
SUGGESTED = {ReminderTone.KIND: 7, ReminderTone.FIRM: 30, ReminderTone.LAST: 60}
DOCUMENT, INSTALMENT = "billing.document_reminder", "billing.instalment_late"
name_kind(DOCUMENT, gettext_lazy("Reminder of unpaid documents"))
name_kind(INSTALMENT, gettext_lazy("Late instalment of a payment plan"))


def suggested_schedule() -> list[DocumentReminderStep]:
    """Steps that most associations can start from: of invoices, since dues have reminders of their own."""
    return [
        DocumentReminderStep(kind=DocumentKind.INVOICE, tone=tone, days=days)
        for tone, days in SUGGESTED.items()
    ]


@transaction.atomic
def set_up_schedule(*, actor: User | None) -> list[DocumentReminderStep]:
    """Add the suggested steps. DomainError when there is a schedule already."""
    if DocumentReminderStep.objects.exists():
        raise DomainError(_("There is a schedule already: change its steps."))
    return [
        add_step(kind=one.kind, tone=one.tone, days=one.days, actor=actor)
        for one in suggested_schedule()
    ]


@transaction.atomic
def add_step(*, actor: User | None, **fields: Any) -> DocumentReminderStep:
    """Add a step of the fields of EDITABLE. Raises InvalidInput (its `field` says which)."""
    _known_only(fields)
    step = DocumentReminderStep(**fields)
    _check(step)
    step.save(force_insert=True)
    audit.record(
        actions.REMINDER_STEPS_CHANGED, step, actor=actor, changes={"days": (None, step.days)}
    )
    return step


@transaction.atomic
def change_step(step: DocumentReminderStep, *, actor: User | None, **fields: Any) -> None:
    """Change fields of EDITABLE; what was sent stays sent. Nothing is written when nothing differs."""
    _known_only(fields)
    changes = audit.differences(step, fields)
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(step, name, after)
    _check(step)
    step.save(update_fields=list(changes))
    audit.record(actions.REMINDER_STEPS_CHANGED, step, actor=actor, changes=changes)


def send_reminders(round_: reminders.Round, *, actor: User | None) -> int:
    """Send the mails of `reminders.find`, and say how many left.

    Each is one transaction: rows that stand once for (document, step) and the mail, so a second press, or another
    volunteer's at the same moment, sends nothing again. Whoever paid meanwhile, or agreed on a plan, is passed over.
    """
    association = Association.current()
    return sum(_send(one, association, actor) for one in round_.mails)


@transaction.atomic
def _send(due: Due | LateInstalments, association: Association, actor: User | None) -> bool:
    # Locked: two volunteers who press at once, and a payment that arrives, wait for one another here.
    lock_member(due.member.pk)
    found = reminders.find(timezone.localdate(), member=due.member)
    now = next((one for one in found.mails if one.said == due.said), None)
    if now is None or found.known_until is None:
        return False
    letter = letters.write(now, association, found.known_until)
    kind = DOCUMENT if isinstance(now, Due) else INSTALMENT
    mail = mails.send_text(
        kind,
        letter.subject,
        letter.body,
        to=now.member.email,
        language=now.member.language,
        key=now.key,
        member_number=now.member.number,
    )
    if mail is None:
        return False
    _record(now, mail, actor)
    return True


def _record(due: Due | LateInstalments, mail: Mail, actor: User | None) -> None:
    if isinstance(due, Due):
        DocumentReminder.objects.bulk_create(
            [DocumentReminder(document_id=pk, step_id=step, mail=mail) for pk, step in due.come]
        )
        act, words = actions.DOCUMENT_REMINDED, ", ".join(str(one) for one in due.documents)
    else:
        Instalment.objects.filter(pk__in=due.pks).update(reminded_at=timezone.now())
        act = actions.INSTALMENT_REMINDED
        words = ", ".join(str(part.instalment.due_on) for part in due.progress.late)
    changes = {"amount": (None, due.amount), "about": (None, words)}
    audit.record(act, due.member, actor=actor, changes=changes, member_number=due.member.number)


def _check(step: DocumentReminderStep) -> None:
    check_fields(step, EDITABLE)
    if step.kind not in reminders.KINDS:
        raise InvalidInput(_("Nobody is reminded of these documents."), field="kind")
    if step.days > LATEST:
        raise InvalidInput(_("At most %(count)s days.") % {"count": LATEST}, field="days")
    others = DocumentReminderStep.objects.filter(kind=step.kind).exclude(pk=step.pk)
    if others.filter(tone=step.tone).exists():
        raise InvalidInput(_("There is such a step already: change it."), field="tone")
    rank = list(ReminderTone).index
    for other in others:
        before = rank(ReminderTone(other.tone)) < rank(ReminderTone(step.tone))
        if (other.days >= step.days) if before else (other.days <= step.days):
            words = _("The kind one comes first, then the firm one, then the last one.")
            raise InvalidInput(words, field="days")
    for name in ("subject", "text"):
        if unknown := unknown_placeholders(getattr(step, name)):
            sentence = _("{%(unknown)s} means nothing here.") % {"unknown": unknown[0]}
            raise InvalidInput(sentence, field=name)


def _known_only(fields: dict[str, Any]) -> None:
    unknown = sorted(set(fields) - EDITABLE)
    if unknown:
        raise TypeError(f"not a field of a reminder that may be set: {', '.join(unknown)}")
