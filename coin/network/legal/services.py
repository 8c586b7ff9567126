"""Legal requests: recorded by one person, read by two, answered once and for good."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members.enums import ContactKind
from coin.members.models import Member, User
from coin.network import actions
from coin.network.assignments.holders import Holding, who_had
from coin.network.models import LegalRequest
from coin.network.slots import parse_address


@transaction.atomic
def record_legal_request(
    *,
    authority: str,
    reference: str,
    received_on: date,
    address: str,
    at: datetime,
    actor: User,
    port: int | None = None,
) -> LegalRequest:
    """Save what an authority asks, without an answer: who held `address` (and `port`) at the moment `at`.

    `received_on` is the day on which the request came. Raises InvalidInput on the field that is wrong: neither `at` nor
    `received_on` may be to come.
    """
    request = LegalRequest(
        authority=authority.strip(),
        reference=reference.strip(),
        received_on=received_on,
        address=address.strip(),
        port=port,
        at=at,
        asked_by=actor,
    )
    check_fields(request, ["authority", "reference", "address", "port"])
    parse_address(request.address)
    if at > timezone.now():
        raise InvalidInput(_("This moment is still to come."), field="at")
    if received_on > timezone.localdate():
        raise InvalidInput(_("This day is still to come."), field="received_on")
    request.save(force_insert=True)
    audit.record(actions.LEGAL_RECORDED, request, actor=actor)
    return request


@transaction.atomic
def read_legal_request(request: LegalRequest, *, actor: User) -> None:
    """Answer the request from what coin holds now; the answer never changes afterwards. Two people do this: see
    legal/sensitive.py.

    Raises DomainError when the request was read before. The journal says that it was read, never the answer.
    """
    answer = [_plain(holding) for holding in who_had(request.address, request.at)]
    now = timezone.now()
    # One conditional UPDATE: of two people who confirm at the same moment, only one answers.
    unread = LegalRequest.objects.filter(pk=request.pk, read_at=None)
    if not unread.update(answer=answer, read_at=now):
        raise DomainError(_("This request was read before: its answer stays as it was."))
    request.answer, request.read_at = answer, now
    audit.record(actions.LEGAL_READ, request, actor=actor)


def _plain(holding: Holding) -> dict[str, Any]:
    return {
        "address": holding.address,
        "service": str(holding.service),
        "login": holding.service.login,
        "from": holding.since.isoformat(),
        "until": holding.until.isoformat() if holding.until else None,
        "member": _identity(holding.member),
    }


def _identity(member: Member) -> dict[str, Any]:
    """The civil identity that an access provider keeps (CPCE R.10-13 I), as coin holds it."""
    on = member.birth_on
    town = f"{member.postal_code} {member.city}".strip()
    representatives = member.representatives.select_related("user").order_by("starts_on", "pk")
    return {
        "number": member.number,
        "name": member.name,
        "birth_on": on.isoformat() if on else None,
        "birth_place": member.birth_place,
        "address": ", ".join(filter(None, (member.street, town, member.country))),
        "other_addresses": [str(row) for row in member.addresses.all()],
        "emails": [member.email, *_further(member, ContactKind.EMAIL)],
        "phones": [member.phone, *_further(member, ContactKind.PHONE)],
        "people": [row.user.name for row in representatives],
    }


def _further(member: Member, kind: str) -> list[str]:
    return [contact.value for contact in member.contacts.all() if contact.kind == kind]
