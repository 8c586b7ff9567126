"""Coin's own words about unpaid documents and late instalments, and the values that their mails list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.billing.enums import ReminderTone
from coin.billing.reminders.find import Due, LateInstalments

# The subject and the first sentence.
WORDS = {
    ReminderTone.KIND: (
        _("%(amount)s to pay to %(association)s"),
        _(
            "%(amount)s was to be paid from %(day)s on, and we have not received it."
            " It may simply have been forgotten."
        ),
    ),
    ReminderTone.FIRM: (
        _("Reminder: %(amount)s to pay to %(association)s"),
        _(
            "%(amount)s has been due since %(day)s and is still not paid."
            " Please pay it now, or tell us what prevents you."
        ),
    ),
    ReminderTone.LAST: (
        _("Last reminder: %(amount)s to pay to %(association)s"),
        _(
            "%(amount)s has been due since %(day)s and is still not paid. This is our last reminder:"
            " without a payment or a word from you, volunteers will look at whether your services can go on."
        ),
    ),
}


def compose(due: Due | LateInstalments) -> dict[str, Any]:
    """The values that the template of the mail needs, for coin.core.reminders.letters to fill in.

    For late instalments: all the late ones. For documents: coin's own subject and first sentence in the tone of the
    step, which still hold `%(amount)s`, `%(association)s` and `%(day)s`.
    """
    if isinstance(due, LateInstalments):
        return {"known_until": due.known_until, "parts": due.progress.late}
    subject, intro = WORDS[ReminderTone(due.step.tone)]
    return {"known_until": due.known_until, "subject": subject, "intro": intro}
