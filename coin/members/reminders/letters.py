"""The words that coin gives a dues reminder, and the dues that its mail lists."""

from typing import Any

from django.utils.translation import gettext as _

from coin.members.reminders.find import Due


def compose(due: Due) -> dict[str, Any]:
    """The variables of the mail's template: `subject` and `intro` (see `_words`), `lines`: (period, euros left to pay).

    coin.core.reminders.letters adds the others.
    """
    subject, intro = _words(due)
    lines = [(period, due.account.rest(period)) for period in due.periods]
    return {"subject": subject, "intro": intro, "lines": lines}


def _words(due: Due) -> tuple[str, str]:
    """The subject and the first sentence, where %(association)s and %(day)s are still to be filled in.

    They depend on whether these are the member's first dues, and whether the step is before or after their end.
    """
    if due.is_first:
        return _("Your first dues to %(association)s"), _(
            "Your first dues to %(association)s are not paid yet: your membership begins with them."
        )
    if due.step.days < 0:
        return _("Your dues to %(association)s end on %(day)s"), _(
            "Your dues to %(association)s are paid until %(day)s. Here is how to renew them."
        )
    return _("Your dues to %(association)s ended on %(day)s"), _(
        "Your dues to %(association)s were paid until %(day)s, and we have received nothing since."
        " Here is how to renew them."
    )
