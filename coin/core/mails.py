"""Mail: a row written with the act that causes it, sent by a worker, tried again when it fails.

A mail is a text template: its first line is the subject, the rest the text. What is sent is that text, and the same
in HTML. Templates find `association` and `url` (coin's public address) beside the caller's context.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from coin.core import tasks
from coin.core.models import Association, Mail

Attachment = Mapping[str, str]


def render(template: str, context: Mapping[str, Any], *, language: str) -> tuple[str, str]:
    """(subject, text) of a mail, in a language. For previews, and for `send`."""
    given = {"url": settings.COIN_URL, **context}
    if "association" not in given:
        given["association"] = Association.current()
    with translation.override(language):
        whole = render_to_string(template, given)
    subject, _newline, body = whole.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def send(
    kind: str,
    template: str,
    context: Mapping[str, Any],
    *,
    to: str,
    language: str = "fr",
    key: str | None = None,
    member_number: int | None = None,
    attachments: Sequence[Attachment] = (),
) -> Mail | None:
    """Write a mail and wake the worker after this transaction. Returns None when nobody can be written to (`to` empty)
    or a mail of this `key` was written before: what is said once is never said twice."""
    subject, body = render(template, context, language=language)
    return send_text(
        kind,
        subject,
        body,
        to=to,
        language=language,
        key=key,
        member_number=member_number,
        attachments=attachments,
    )


@transaction.atomic
def send_text(
    kind: str,
    subject: str,
    body: str,
    *,
    to: str,
    language: str = "fr",
    key: str | None = None,
    member_number: int | None = None,
    attachments: Sequence[Attachment] = (),
) -> Mail | None:
    """`send` for a text that is already written."""
    if not to:
        return None
    values = {
        "kind": kind,
        "to": to,
        "subject": " ".join(subject.split())[:250],
        "body": body,
        "language": language,
        "member_number": member_number,
        "attachments": list(attachments),
    }
    if key is None:
        mail, is_new = Mail.objects.create(**values), True
    else:
        mail, is_new = Mail.objects.get_or_create(key=key, defaults=values)
    if not is_new:
        return None
    from coin.core.mail_sending import send_waiting

    tasks.wake(send_waiting)
    return mail
