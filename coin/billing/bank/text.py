"""The characters of a file that says nothing of its encoding."""

from django.utils.translation import gettext as _

from coin.billing.bank.statement import StatementError


def decoded(content: bytes) -> str:
    """The text, with plain line ends: UTF-8 when it is, else the encoding of French banks (Windows-1252)."""
    if b"\0" in content:
        raise StatementError(
            _("This file is not text: coin reads camt.053, OFX, MT940, CFONB120 and CSV.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
