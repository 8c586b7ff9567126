"""What the columns of several lists share."""

from django.utils.translation import gettext as _


def open_words(is_open: bool) -> tuple[str, str]:
    """Whether an offer or a dues plan may be chosen, or a pool used: (words, tone of the badge)."""
    return (_("Open"), "good") if is_open else (_("Closed"), "off")
