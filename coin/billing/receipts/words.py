"""What receipts say, and what must be known before one is issued.

Sources for tax receipts: CGI 200 (persons), 238 bis (companies), forms Cerfa 11580*05 and 16216. An association may
use a layout of its own with the same mentions, the amount in letters too.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from num2words import num2words

from coin.billing.documents import letterhead, mentions
from coin.billing.documents.mentions import MentionsMissing
from coin.billing.enums import ReceiptKind
from coin.billing.models import Allocation, Document, Payment
from coin.billing.receipts.gifts import Gift
from coin.core.models import Association
from coin.core.money import ZERO, cents, total
from coin.members.enums import MemberKind
from coin.members.models import Member

MILLION = 1_000_000


def in_words(amount: Decimal) -> str:
    """An amount in letters, as French law wants it: “quinze euros et cinquante centimes”."""
    whole, rest = divmod(int(cents(amount) * 100), 100)
    parts = []
    if whole or not rest:
        # In French zero is singular too.
        unit = "euro" if whole < 2 else "euros"
        # “un million d’euros”, but “un million un euros”
        link = " d’" if whole and whole % MILLION == 0 else " "
        parts.append(num2words(whole, lang="fr") + link + unit)
    if rest:
        parts.append(num2words(rest, lang="fr") + (" centime" if rest == 1 else " centimes"))
    return " et ".join(parts)


def check(association: Association, member: Member, kind: str) -> None:
    """Raise MentionsMissing, naming each thing, while a receipt of this kind cannot say what it must."""
    missing = lacking_here(association, kind) + lacking_of(member, kind)
    if missing:
        words = _("A receipt cannot be issued yet. What it must say is not known: %(missing)s.")
        raise MentionsMissing(words % {"missing": ", ".join(missing)}, missing)


def lacking_here(association: Association, kind: str) -> list[str]:
    """What the association's settings lack for a receipt of this kind, in words."""
    wanted: dict[str, Any] = {
        _("the association’s name"): association.name not in ("", _unnamed()),
        _("the association’s street"): association.street,
        _("the association’s postal code"): association.postal_code,
        _("the association’s town"): association.city,
        _("the association’s SIREN or RNA number"): association.siren or association.rna,
    }
    if kind == ReceiptKind.DONATION:
        wanted |= {
            _("the association’s object"): association.donation_object,
            _("who signs tax receipts"): association.donation_signatory,
        }
    return [name for name, value in wanted.items() if not value]


def lacking_of(member: Member, kind: str) -> list[str]:
    """What the member's record lacks, in words. A tax receipt names the giver with their address."""
    wanted: dict[str, Any] = {_("the member’s name"): member.name}
    if kind == ReceiptKind.DONATION:
        wanted |= {
            _("the member’s street"): member.street,
            _("the member’s postal code"): member.postal_code,
            _("the member’s town"): member.city,
        }
        if member.kind == MemberKind.ORGANISATION:
            wanted[_("the member’s SIREN")] = member.siren
    return [name for name, value in wanted.items() if not value]


def common(association: Association, member: Member) -> dict[str, Any]:
    """The issuer and the recipient of a receipt, as they are today."""
    return {"issuer": letterhead.frozen(association), "recipient": mentions.recipient(member)}


def of_dues(document: Document, allocations: Iterable[Allocation]) -> dict[str, Any]:
    """The words of a receipt for dues: the call with its lines, and the payments that paid it."""
    lines = document.lines.all()
    return {
        "document": document.number,
        "document_on": _day(document.issued_on),
        "lines": [{"label": line.label, "amount": str(line.amount)} for line in lines],
        "payments": [_payment(allocation.payment, allocation.amount) for allocation in allocations],
    }


def of_payment(payment: Payment) -> dict[str, Any]:
    """The words of a receipt for a payment: the payment, and the documents that it pays on the day of issue."""
    paid = list(payment.allocations.select_related("document").order_by("document_id"))
    rest = cents(payment.amount) - total(cents(allocation.amount) for allocation in paid)
    return {
        "payments": [_payment(payment, payment.amount)],
        "paid": [
            {"number": allocation.document.number, "amount": str(allocation.amount)}
            for allocation in paid
        ],
        "credit": str(rest) if rest > ZERO else "",
    }


def of_gifts(
    association: Association, member: Member, gifts: list[Gift], year: int | None
) -> dict[str, Any]:
    """The words of a tax receipt: article 238 bis of the CGI for an organisation, article 200 for a person.

    `year` is None for the receipt of a single payment.
    """
    is_company = member.kind == MemberKind.ORGANISATION
    return {
        "year": year,
        "article": "238 bis" if is_company else "200",
        "form": "16216" if is_company else "11580*05",
        "legal_form": member.get_legal_form_display() if is_company else "",
        "object": association.donation_object,
        "signatory": association.donation_signatory,
        "amount_in_words": in_words(total(gift.amount for gift in gifts)),
        "payments": [_payment(gift.payment, gift.amount) for gift in gifts],
    }


def _payment(payment: Payment, amount: Decimal) -> dict[str, Any]:
    """A payment as JSON can hold it: days and amounts are text."""
    return {
        "received_on": _day(payment.received_on),
        "means": payment.means,
        "amount": str(amount),
        "unit": payment.unit,
        "unit_amount": str(payment.unit_amount or ""),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _unnamed() -> str:
    """The name that an association bears until somebody gives it its own."""
    return str(Association._meta.get_field("name").get_default())
