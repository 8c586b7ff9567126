"""Mail: a row written in the transaction of the act that causes it, sent by a worker, tried again when it fails.

A mail comes from a text template: the first line is its subject, the rest its text. It leaves as that text, and as the
same text in HTML. Templates find `association` and `url` (coin's public address) beside the caller's context.
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
    """The subject and the text of a mail, in a language; nothing is written. Previews call it, and `send`.

    `template` is the path of a text template, `context` its variables.
    """
    variables = {"url": settings.COIN_URL, **context}
    if "association" not in variables:
        variables["association"] = Association.current()
    with translation.override(language):
        rendered = render_to_string(template, variables)
    subject, _newline, body = rendered.strip().partition("\n")
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
    """Write a mail, and wake a worker after this transaction.

    `kind` is the slug of what the mail is about (coin.core.mail_kinds), `key` names a mail that must be written only
    once, `member_number` is the member whom it concerns. An attachment is a mapping of `name`, `file` (a path under
    MEDIA_ROOT) and `type`. Returns None when `to` is empty, or when a mail of this `key` was written before.
    """
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
    """`send` for a subject and a text (`body`) that are already written."""
    if not to:
        return None
    values = {
        "kind": kind,
        "to": to,
        # On one line: a line break in a header could add headers, so Django refuses to send it.
        "subject": " ".join(subject.split())[:250],
        "body": body,
        "language": language,
        "member_number": member_number,
        "attachments": list(attachments),
    }
    if key is None:
        mail, is_new = Mail.objects.create(**values), True
    else:
        # The key is unique, so of two processes that say the same thing at once, one writes the mail.
        mail, is_new = Mail.objects.get_or_create(key=key, defaults=values)
    if not is_new:
        return None
    from coin.core.mail_sending import send_waiting

    tasks.wake(send_waiting)
    return mail
