"""Requests to join, as the candidate makes them: written, confirmed from their mailbox, answered, withdrawn."""

import json
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.core.folding import normalise
from coin.core.models import Mail
from coin.core.transitions import move
from coin.core.validation import check_fields
from coin.members import actions, search_text
from coin.members.enums import OPEN_APPLICATIONS, ApplicationState, MemberKind
from coin.members.joining import questions
from coin.members.models import Application, ApplicationMessage, Member, User

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_FROM_A_PLACE = 10  # in an hour; people at a stand of a fair share one address
MOST_FOR_A_MAILBOX = 3  # in a day
UNCONFIRMED_FOR = timedelta(days=7)
LONGEST_MESSAGE = 4000
SALT = "coin.members.applications"


class TooMany(DomainError):
    """So many requests came from one place, or for one mailbox, that the next one waits."""

    status = 429


@transaction.atomic
def submit_application(
    *, actor: User | None, form_key: str, address: str, **fields: Any
) -> Application:
    """Write a request to join, and mail a link to confirm it: volunteers see nothing of the request before that.

    `form_key` is random, one for each form given out: the same form sent twice with the same words is one request.
    `address` is the sender's IP address, of which a digest is kept for a day. `fields` are the model's own.
    Only the mail says whether the e-mail is known here. Raises DomainError while joining is closed, InvalidInput (its
    `field` says which), TooMany (over 10 requests in an hour from one address, or 3 in a day for one
    e-mail).
    """
    if not questions.is_open():
        raise DomainError(_("The association takes no requests on line at the moment."))
    token = _token(form_key, fields)
    if sent := Application.objects.filter(token=token).first():
        return sent
    draft = Application(**fields, token=token, address_key=_place(address))
    draft.email = draft.email.lower()
    draft.search_text = _search_text(draft)
    _check(draft)
    _refuse_floods(draft)
    # The unique token decides between two sendings at once: the second gets the row of the first, and no mail.
    values = {field.attname: getattr(draft, field.attname) for field in draft._meta.concrete_fields}
    del values["id"]
    application, is_new = Application.objects.get_or_create(token=token, defaults=values)
    if is_new:
        tell(application, "join_confirm", {"is_known": is_known(application.email)})
    return application


@transaction.atomic
def confirm_application(application: Application, *, actor: User | None) -> bool:
    """Record that the candidate opened the link of their mail: the volunteers see the request from now on.

    Returns False when it was confirmed before. Raises TransitionRefused once it is withdrawn or declined.
    """
    application.refresh_from_db(fields=["state", "confirmed_at"])
    if application.confirmed_at is not None:
        return False
    now = timezone.now()
    move(
        application,
        to=ApplicationState.SUBMITTED,
        allowed=[ApplicationState.UNCONFIRMED],
        confirmed_at=now,
        moved_at=now,
    )
    audit.record(actions.APPLICATION_CONFIRMED, application, actor=actor)
    return True


@transaction.atomic
def answer_application(application: Application, *, text: str, actor: User | None) -> None:
    """Record the candidate's answer to the volunteers.

    Raises InvalidInput on `text` (empty or too long), TransitionRefused when the volunteers asked nothing.
    """
    checked = checked_text(text, field="text")
    move(
        application,
        to=ApplicationState.SUBMITTED,
        allowed=[ApplicationState.QUESTIONED],
        moved_at=timezone.now(),
    )
    ApplicationMessage.objects.create(application=application, by_candidate=True, text=checked)
    audit.record(actions.APPLICATION_ANSWERED, application, actor=actor)


@transaction.atomic
def withdraw_application(application: Application, *, actor: User | None) -> None:
    """Record that the candidate takes their request back. Raises TransitionRefused once it is decided."""
    move(
        application,
        to=ApplicationState.WITHDRAWN,
        allowed=OPEN_APPLICATIONS,
        moved_at=timezone.now(),
    )
    audit.record(actions.APPLICATION_WITHDRAWN, application, actor=actor)


@transaction.atomic
def erase_application(applications: "QuerySet[Application]") -> int:
    """Delete requests, their messages and the mails that they caused; returns the number of requests.

    The journal's rows about them bear a number and no name, and so stay.
    """
    pks = list(applications.values_list("pk", flat=True))
    for pk in pks:
        Mail.objects.filter(key__startswith=_mail_key(pk, "")).delete()
    Application.objects.filter(pk__in=pks).delete()
    return len(pks)


def forget_unconfirmed() -> int:
    """Erase requests that nobody confirmed within UNCONFIRMED_FOR, and digests of addresses that are a day old.

    Returns the number of requests.
    """
    now = timezone.now()
    old = Application.objects.filter(created_at__lte=now - DAY).exclude(address_key="")
    old.update(address_key="")
    unconfirmed = Application.objects.filter(state=ApplicationState.UNCONFIRMED)
    return erase_application(unconfirmed.filter(created_at__lte=now - UNCONFIRMED_FOR))


def is_known(email: str) -> bool:
    """Whether an account, or a member who still belongs, already has this e-mail."""
    theirs = Q(email__iexact=email) | Q(contacts__value__iexact=email)
    members = Member.objects.present().filter(theirs, left_on=None, excluded_on=None)
    return User.objects.filter(email=email.lower()).exists() or members.exists()


def follow_url(application: Application) -> str:
    """The whole URL of the candidate's own page."""
    return f"{settings.COIN_URL}{application.get_absolute_url()}"


def tell(
    application: Application,
    name: str,
    context: Mapping[str, Any] | None = None,
    *,
    about: str = "",
) -> None:
    """Mail the candidate, once for each `name` and each `about`, in the caller's transaction.

    `name` is the template's, `context` adds to its variables, `about` tells two mails of one name apart. All mails but
    a refusal hold a link that lets its reader act for the candidate: coin forgets their text once they are sent
    ("secret." in their kind).
    """
    room = "members" if name == "join_declined" else "secret"
    mails.send(
        f"{room}.{name}",
        f"members/mail/{name}.txt",
        {"application": application, "follow_url": follow_url(application), **(context or {})},
        to=application.email,
        language=application.language,
        key=_mail_key(application.pk, f"{name}{about}"),
        member_number=application.member.number if application.member else None,
    )


def checked_text(text: str, *, field: str) -> str:
    """A message without the spaces around it. Raises InvalidInput on `field` when it is empty or too long."""
    stripped = text.strip()
    if not stripped:
        raise InvalidInput(_("Write something first."), field=field)
    if len(stripped) > LONGEST_MESSAGE:
        words = _("This is too long: %(most)s characters at most.") % {"most": LONGEST_MESSAGE}
        raise InvalidInput(words, field=field)
    return stripped


def _mail_key(pk: int, rest: str) -> str:
    return f"application:{pk}:{rest}"


def _check(application: Application) -> None:
    check_fields(application)
    if application.kind == MemberKind.ORGANISATION and not application.organisation_name:
        raise InvalidInput(_("Give the organisation's name."), field="organisation_name")
    if application.kind == MemberKind.PERSON and not application.name:
        raise InvalidInput(_("Give a name or a pseudonym."), field="last_name")
    questions.check_birth(application.birth_on, timezone.localdate())
    questions.check_plan(application.plan, application.kind)
    questions.check_amount(
        application.plan, application.amount, wants_reduced=application.wants_reduced
    )


def _token(form_key: str, fields: Mapping[str, Any]) -> str:
    """A token of 256 bits that only this server can compute; the same form sent twice gives the same token."""
    content = json.dumps(fields, sort_keys=True, default=str)
    return salted_hmac(SALT, f"{form_key}\n{content}", algorithm="sha256").hexdigest()


def _place(address: str) -> str:
    """A digest of one IPv4 address, or of the /64 of an IPv6 address: a sender has all the addresses of a /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        place = address
    else:
        whole = parsed.version == 4 or parsed.ipv4_mapped
        place = str(parsed if whole else ip_network((parsed, 64), strict=False))
    return salted_hmac(f"{SALT}.place", place, algorithm="sha256").hexdigest()


def _refuse_floods(application: Application) -> None:
    now = timezone.now()
    from_place = Application.objects.filter(
        created_at__gt=now - HOUR, address_key=application.address_key
    )
    if from_place.count() >= MOST_FROM_A_PLACE:
        raise TooMany(
            _("Many requests came from your network this hour. Send yours again in an hour.")
        )
    to_mailbox = Application.objects.filter(created_at__gt=now - DAY, email=application.email)
    if to_mailbox.count() >= MOST_FOR_A_MAILBOX:
        raise TooMany(
            _(
                "Several mails were already sent to this address today: look for the last one, or send this"
                " again tomorrow."
            )
        )


def _search_text(application: Application) -> str:
    texts = [
        application.organisation_name,
        application.first_name,
        application.last_name,
        application.pseudonym,
        application.email,
        application.city,
        search_text.digits(application.phone),
    ]
    return normalise(" ".join(texts))
