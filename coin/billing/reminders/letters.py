"""The mails about unpaid documents and late instalments, as they are shown first and sent then."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from coin.billing.enums import ReminderTone
from coin.billing.reminders.find import Due, LateInstalments
from coin.core import mails
from coin.core.models import Association
from coin.core.money import euros
from coin.members.reminders.letters import filled

DOCUMENTS = "billing/mail/document_reminder.txt"
INSTALMENTS = "billing/mail/instalment_late.txt"


@dataclass(frozen=True)
class Letter:
    """A reminder in words."""

    due: Due | LateInstalments
    subject: str
    body: str


def write(due: Due | LateInstalments, association: Association, known_until: date) -> Letter:
    """The reminder in the member's language: the volunteers' words or coin's, then what is late and how to pay it."""
    with override(due.member.language):
        if isinstance(due, Due):
            template, more = DOCUMENTS, _of_documents(due, association)
        else:
            template, more = INSTALMENTS, {"parts": due.progress.late}
        context = {
            "association": association,
            "due": due,
            "member": due.member,
            "known_until": known_until,
            "link": settings.COIN_URL + reverse("portal:plan"),
            **more,
        }
        subject, body = mails.render(template, context, language=due.member.language)
    # What is left out of the template leaves no hole.
    return Letter(due, subject, re.sub(r"\n{3,}", "\n\n", body))


def _of_documents(due: Due, association: Association) -> dict[str, Any]:
    words = {
        "name": due.member.name,
        "day": date_format(due.since, "j F Y"),
        "amount": euros(due.amount),
        "association": association.name,
    }
    return {
        "subject": filled(due.step.subject, words) or _subject(due, words),
        "intro": filled(due.step.text, words) or _intro(due, words),
    }


def _subject(due: Due, words: dict[str, str]) -> str:
    if due.step.tone == ReminderTone.KIND:
        return _("%(amount)s to pay to %(association)s") % words
    if due.step.tone == ReminderTone.FIRM:
        return _("Reminder: %(amount)s to pay to %(association)s") % words
    return _("Last reminder: %(amount)s to pay to %(association)s") % words


def _intro(due: Due, words: dict[str, str]) -> str:
    if due.step.tone == ReminderTone.KIND:
        return (
            _(
                "%(amount)s was to be paid from %(day)s on, and we have not received it."
                " It may simply have been forgotten."
            )
            % words
        )
    if due.step.tone == ReminderTone.FIRM:
        return (
            _(
                "%(amount)s has been due since %(day)s and is still not paid."
                " Please pay it now, or tell us what prevents you."
            )
            % words
        )
    return (
        _(
            "%(amount)s has been due since %(day)s and is still not paid. This is our last reminder:"
            " without a payment or a word from you, volunteers will look at whether your services can go on."
        )
        % words
    )
