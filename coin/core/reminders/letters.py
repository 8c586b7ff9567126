"""The mail of a reminder, the same when it is shown and when it is sent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from coin.core import mails
from coin.core.models import Association
from coin.core.money import euros
from coin.core.reminders.rounds import DueT

# The placeholders that volunteers may write in their own words: {name}, {day}...
PLACEHOLDERS = ("name", "day", "amount", "association")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

# Gives the variables of a mail's template; it is called in the member's language. Where the mail follows a schedule, it
# gives coin's own `subject` and `intro` too, with %(name)s, %(day)s...
Compose = Callable[[DueT], dict[str, Any]]


@dataclass(frozen=True)
class Letter(Generic[DueT]):
    """A reminder in words, and what it was written from."""

    due: DueT
    subject: str
    body: str


def unknown_placeholders(text: str) -> list[str]:
    """The names in braces in `text` that are none of PLACEHOLDERS, in order, without their braces."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def write(due: DueT, association: Association, compose: Compose[DueT]) -> Letter[DueT]:
    """The reminder in the member's language: the volunteers' words or coin's, then what is late and how to pay it.

    Nothing is written or sent.
    """
    with override(due.member.language):
        context = {
            "association": association,
            "due": due,
            "member": due.member,
            "link": settings.COIN_URL + reverse(due.page),
            **compose(due),
        }
        if due.step:
            values = {
                "name": due.member.name,
                "day": date_format(due.day, "j F Y"),
                "amount": euros(due.amount),
                "association": association.name,
            }
            for name, own in (("subject", due.step.subject), ("intro", due.step.text)):
                context[name] = _filled(own, values) or context[name] % values
        subject, body = mails.render(due.template, context, language=due.member.language)
    # A part that the template leaves out leaves no hole of empty lines.
    return Letter(due, subject, re.sub(r"\n{3,}", "\n\n", body))


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The volunteers’ words with their placeholders replaced; an unknown one stays as it is."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text).strip()
