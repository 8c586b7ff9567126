"""The mail of a dues reminder, as it is shown first and sent then."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from coin.core import mails
from coin.core.models import Association
from coin.core.money import euros
from coin.members.reminders.find import Due

TEMPLATE = "members/mail/dues_reminder.txt"
# What volunteers may write in their own words: {name}, {day}...
PLACEHOLDERS = ("name", "day", "amount", "association")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Letter:
    """A reminder in words."""

    due: Due
    subject: str
    body: str


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def write(due: Due, association: Association) -> Letter:
    """The reminder in the member's language: the volunteers' words or coin's, then the amounts and how to pay."""
    with override(due.member.language):
        words = _words(due, association)
        context = {
            "association": association,
            "due": due,
            "member": due.member,
            "last_day": due.about - timedelta(days=1),
            "subject": filled(due.step.subject, words) or _subject(due, words),
            "intro": filled(due.step.text, words) or _intro(due, words),
            "lines": [(period, due.account.rest(period)) for period in due.periods],
            "link": settings.COIN_URL + reverse("portal:membership"),
        }
        subject, body = mails.render(TEMPLATE, context, language=due.member.language)
    # What is left out of the template leaves no hole.
    return Letter(due, subject, re.sub(r"\n{3,}", "\n\n", body))


def _words(due: Due, association: Association) -> dict[str, str]:
    return {
        "name": due.member.name,
        "day": date_format(due.about - timedelta(days=1), "j F Y"),
        "amount": euros(due.amount),
        "association": association.name,
    }


def filled(text: str, words: dict[str, str]) -> str:
    """The volunteers’ words, with what stands in braces replaced."""
    return _PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text).strip()


def _subject(due: Due, words: dict[str, str]) -> str:
    if due.is_first:
        return _("Your first dues to %(association)s") % words
    if due.step.days < 0:
        return _("Your dues to %(association)s end on %(day)s") % words
    return _("Your dues to %(association)s ended on %(day)s") % words


def _intro(due: Due, words: dict[str, str]) -> str:
    if due.is_first:
        return (
            _(
                "Your first dues to %(association)s are not paid yet: your membership begins with them."
            )
            % words
        )
    if due.step.days < 0:
        return (
            _("Your dues to %(association)s are paid until %(day)s. Here is how to renew them.")
            % words
        )
    return (
        _(
            "Your dues to %(association)s were paid until %(day)s, and we have received nothing since."
            " Here is how to renew them."
        )
        % words
    )
