"""Why a mail did not leave, in words, and whether trying again may help."""

import smtplib
import socket
import ssl
from dataclasses import dataclass

from django.core.mail import BadHeaderError
from django.utils.translation import gettext as _

from coin.core.mail_message import CannotBuild

AUTHENTICATION_WANTED = 530  # RFC 4954


@dataclass(frozen=True)
class Problem:
    """What kept a mail from leaving. With neither flag, trying this mail again later may help.

    `permanent`: this mail will never leave as it is. `everybody`: the server itself fails, for every mail.
    """

    words: str
    permanent: bool = False
    everybody: bool = False


def understand(error: Exception) -> Problem:
    """The Problem behind an error of building or sending a mail: of this mail alone, or of the mail server."""
    if isinstance(error, CannotBuild):
        return Problem(str(error), permanent=True)
    if isinstance(error, BadHeaderError | UnicodeError):
        return Problem(_("The address or the subject cannot be written in a mail."), permanent=True)
    # Before OSError, from which smtplib derives its errors.
    if isinstance(error, smtplib.SMTPException):
        return _said_by_server(error)
    if isinstance(error, OSError):
        return Problem(_unreachable(error), everybody=True)
    return Problem(f"{type(error).__name__}: {error}")


def _said_by_server(error: smtplib.SMTPException) -> Problem:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))  # a mail has one recipient
        return _refused(code, answer)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        words = _("The mail server refuses coin's login or password: %(said)s")
        return Problem(words % {"said": _text(error.smtp_error)}, everybody=True)
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return _refused(error.smtp_code, error.smtp_error)
    words = _("The mail server broke off: %(said)s")
    return Problem(words % {"said": str(error)}, everybody=True)


def _refused(code: int, answer: "bytes | str") -> Problem:
    """By RFC 5321 (4.2.1), 5yz is for good and 4yz for now. A server that wants a login refuses coin, not this mail."""
    words = _("The mail server refuses it: %(code)s %(said)s") % {
        "code": code,
        "said": _text(answer),
    }
    if code == AUTHENTICATION_WANTED:
        return Problem(words, everybody=True)
    return Problem(words, permanent=500 <= code < 600)


def _unreachable(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return _("The mail server's certificate or encryption is wrong: %(said)s") % {"said": error}
    if isinstance(error, socket.gaierror):
        return _("The mail server's name is not known: check COIN_EMAIL_URL.")
    if isinstance(error, TimeoutError):
        return _("The mail server does not answer in time.")
    return _("The mail server cannot be reached: %(said)s") % {"said": error}


def _text(answer: "bytes | str") -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
