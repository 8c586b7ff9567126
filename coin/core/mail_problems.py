"""What went wrong with a mail, in words, and whether trying again may help."""

import smtplib
import socket
import ssl
from dataclasses import dataclass

from django.core.mail import BadHeaderError
from django.utils.translation import gettext as _

from coin.core.mail_message import CannotBuild

AUTHENTICATION_WANTED = 530


@dataclass(frozen=True)
class Problem:
    """`permanent`: this mail will never leave as it is. `everybody`: the server itself, so all the others too."""

    words: str
    permanent: bool = False
    everybody: bool = False


def understand(error: Exception) -> Problem:
    """An error of building or sending, as a problem of this mail or of the mail server."""
    if isinstance(error, CannotBuild):
        return Problem(str(error), permanent=True)
    if isinstance(error, BadHeaderError | UnicodeError):
        return Problem(_("The address or the subject cannot be written in a mail."), permanent=True)
    if isinstance(error, smtplib.SMTPException):
        return _said_by_server(error)
    if isinstance(error, OSError):
        return Problem(_unreachable(error), everybody=True)
    return Problem(f"{type(error).__name__}: {error}")


def _said_by_server(error: smtplib.SMTPException) -> Problem:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _refused(code, said)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        words = _("The mail server refuses coin's login or password: %(said)s")
        return Problem(words % {"said": _text(error.smtp_error)}, everybody=True)
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return _refused(error.smtp_code, error.smtp_error)
    words = _("The mail server broke off: %(said)s")
    return Problem(words % {"said": str(error)}, everybody=True)


def _refused(code: int, said: "bytes | str") -> Problem:
    """RFC 5321: 5yz is for good, 4yz for now. A server that first wants a password refuses coin, not this mail."""
    words = _("The mail server refuses it: %(code)s %(said)s") % {"code": code, "said": _text(said)}
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


def _text(said: "bytes | str") -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
