"""What the columns of several lists share."""

from django.utils.translation import gettext as _


def open_words(is_open: bool) -> tuple[str, str]:
    """Whether an offer or a plan may be chosen, or a pool used, in words and in a tone."""
    return (_("Open"), "good") if is_open else (_("Closed"), "off")
