"""Decodes a file that does not tell its encoding."""

from django.utils.translation import gettext as _

from coin.billing.bank.statement import StatementError


def decoded(content: bytes) -> str:
    """The text with plain line ends, read as UTF-8, else in the encoding of French banks (Windows-1252).

    Raises StatementError for a file that is not text.
    """
    if b"\0" in content:
        raise StatementError(
            _("This file is not text: coin reads camt.053, OFX, MT940, CFONB120 and CSV.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
