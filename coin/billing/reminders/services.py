"""The reminders of unpaid documents: their schedule, and the record of each reminder that was sent."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import actions
from coin.billing.enums import DocumentKind, ReminderTone
from coin.billing.models import DocumentReminder, DocumentReminderStep, Instalment
from coin.billing.reminders import find as reminders
from coin.billing.reminders import letters
from coin.billing.reminders.find import Due, LateInstalments
from coin.core.errors import InvalidInput
from coin.core.mail_kinds import name_kind
from coin.core.models import Mail
from coin.core.reminders.schedule import Schedule
from coin.core.reminders.sending import Reminders
from coin.members.models import Member

LATEST = 730  # days after the due day
SUGGESTED = {ReminderTone.KIND: 7, ReminderTone.FIRM: 30, ReminderTone.LAST: 60}
name_kind(Due.kind, gettext_lazy("Reminder of unpaid documents"))
name_kind(LateInstalments.kind, gettext_lazy("Late instalment of a payment plan"))


def _suggested() -> list[DocumentReminderStep]:
    """The steps that coin suggests, for invoices alone: dues have reminders of their own."""
    return [
        DocumentReminderStep(kind=DocumentKind.INVOICE, tone=tone, days=days)
        for tone, days in SUGGESTED.items()
    ]


def _check(step: DocumentReminderStep) -> None:
    """Raise InvalidInput unless a kind of documents has each tone once, and its tones come in their order of days.

    Only invoices and calls for dues have steps, at most 730 days after the due day. The field is `kind`, `days` or
    `tone`.
    """
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


def _again(due: Due | LateInstalments) -> Due | LateInstalments | None:
    """The same reminder, found anew, or None when it would say something else.

    So a member who paid meanwhile, or agreed on a plan, is passed over.
    """
    round_ = reminders.find(timezone.localdate(), member=due.member)
    return next((due_now for due_now in round_.due if due_now.said == due.said), None)


def _keep(due: Due | LateInstalments, mail: Mail) -> tuple[Member, str]:
    """Record that the reminder was sent; returns the subject of the journal's row and what the mail was about."""
    if isinstance(due, LateInstalments):
        Instalment.objects.filter(pk__in=due.pks).update(reminded_at=timezone.now())
        return due.member, ", ".join(str(part.instalment.due_on) for part in due.progress.late)
    DocumentReminder.objects.bulk_create(
        [DocumentReminder(document_id=pk, step_id=step, mail=mail) for pk, step in due.come]
    )
    return due.member, ", ".join(str(document) for document in due.documents)


DOCUMENT_REMINDERS = Reminders(
    Schedule(
        DocumentReminderStep,
        editable=frozenset({"kind", "tone", "days", "subject", "text", "is_on"}),
        suggested=_suggested,
        check=_check,
        added=actions.REMINDER_STEPS_CHANGED,
        changed=actions.REMINDER_STEPS_CHANGED,
    ),
    find=reminders.find,
    compose=letters.compose,
    again=_again,
    keep=_keep,
)
