"""Days whose accounts are closed: what a subscription costs on them changes no more. The room that knows of money says
until when.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.templatetags.coin import day as day_words

_tellers: list[Callable[[], date | None]] = []


def tell_closed(function: Callable[[], date | None]) -> None:
    """`function()` gives the last day that is closed, None while none is."""
    if function not in _tellers:
        _tellers.append(function)


def last_closed() -> date | None:
    """The last day whose accounts are closed, None while none is."""
    return max((day for tell in _tellers if (day := tell())), default=None)


def refuse_closed(day: date, *, field: str) -> None:
    """Raise InvalidInput on `field` when the accounts of that day are closed."""
    closed = last_closed()
    if closed and day <= closed:
        words = _("The accounts are closed until %(day)s: choose a later day.")
        raise InvalidInput(words % {"day": day_words(closed)}, field=field)
