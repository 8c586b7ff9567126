"""Days whose accounts are closed: what a subscription costs on such a day no longer changes. The room that keeps the
accounts says which day is the last one.
"""

from datetime import date

from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.hooks import Hook
from coin.core.templatetags.coin import day as day_words

# Each `function()` returns the last closed day, None while no day is closed.
CLOSED = Hook[[], date | None]()


def last_closed() -> date | None:
    """The last day whose accounts are closed, None while no day is."""
    return max((day for day in CLOSED.all() if day), default=None)


def refuse_closed(day: date, *, field: str) -> None:
    """Raise InvalidInput on `field` when the accounts of that day are closed."""
    closed = last_closed()
    if closed and day <= closed:
        words = _("The accounts are closed until %(day)s: choose a later day.")
        raise InvalidInput(words % {"day": day_words(closed)}, field=field)
