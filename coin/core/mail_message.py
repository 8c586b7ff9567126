"""A mail as it leaves: its text, the same text in HTML, its attachments and its headers."""

from collections.abc import Mapping
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from coin.core.models import Association, Mail


class CannotBuild(Exception):
    """The mail can never leave as it is written; the message says why, in words."""


def build(mail: Mail) -> EmailMultiAlternatives:
    """The message for the mail server; nothing is sent. Raises CannotBuild when an attached file cannot be read."""
    association = Association.current()
    message = EmailMultiAlternatives(
        mail.subject,
        mail.body,
        _sender(association),
        [mail.to],
        reply_to=[formataddr((association.name, association.email))] if association.email else None,
        headers=_headers(mail),
    )
    message.attach_alternative(as_html(mail), "text/html")
    for attachment in mail.attachments:
        message.attach(*_attached(attachment))
    return message


def as_html(mail: Mail) -> str:
    """The mail's text as a plain HTML page: paragraphs and links. The page fetches nothing."""
    with translation.override(mail.language):
        return render_to_string(
            "core/mail.html", {"mail": mail, "association": Association.current()}
        )


def _sender(association: Association) -> str:
    """The address of COIN_EMAIL_FROM, under the association's name unless the setting gives a name itself."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or association.name, address))


def _headers(mail: Mail) -> dict[str, str]:
    """The headers that keep robots from answering, let people sort mails, and make a copy sent twice seen as one.

    Auto-Submitted: RFC 3834. List-Id: RFC 2919, one list for each room. The Message-ID of a mail never changes.
    """
    host = urlsplit(settings.COIN_URL).hostname or "localhost"
    room = mail.kind.partition(".")[0]
    return {
        "Message-ID": f"<mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S%f}@{host}>",
        "Date": format_datetime(mail.created_at),
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<{room}.coin.{host}>",
    }


def _attached(attachment: Mapping[str, Any]) -> tuple[str, bytes, str]:
    name = PurePosixPath(attachment["name"]).name
    try:
        with default_storage.open(attachment["file"]) as file:
            return name, file.read(), attachment.get("type", "application/octet-stream")
    except (OSError, SuspiciousFileOperation) as error:
        words = _("The file “%(name)s” that this mail brings cannot be read.") % {"name": name}
        raise CannotBuild(words) from error
