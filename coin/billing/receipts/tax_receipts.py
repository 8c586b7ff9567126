"""The tax receipts of a year: one a member, issued, printed and mailed together, so that a run that dies goes on."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy

from coin.billing.documents.mentions import MentionsMissing
from coin.billing.enums import ReceiptKind
from coin.billing.models import Receipt, ReceiptPart
from coin.billing.receipts import gifts
from coin.billing.receipts import pdf as receipt_pdf
from coin.billing.receipts import words as receipt_words
from coin.billing.receipts.gifts import Gift
from coin.billing.receipts.services import check_donations, issue_yearly_tax_receipt
from coin.core import mails
from coin.core.errors import DomainError
from coin.core.mail_kinds import name_kind
from coin.core.money import ZERO, cents, total
from coin.core.tasks import task
from coin.members.models import Member, User

MAIL = "billing.tax_receipt"
name_kind(MAIL, gettext_lazy("Tax receipt"))
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Giver:
    """What one member gave in the year and no receipt says yet; `missing` names what must be known before."""

    member: Member
    gifts: list[Gift]
    missing: list[str]

    @property
    def amount(self) -> Decimal:
        return total(gift.amount for gift in self.gifts)


@dataclass(frozen=True)
class Year:
    """Who is to get a tax receipt for a year, and what is lacking here for all of them."""

    year: int
    ready: list[Giver]
    blocked: list[Giver]
    lacking: list[str]

    @property
    def amount(self) -> Decimal:
        return total(giver.amount for giver in self.ready)


@dataclass(frozen=True)
class Declared:
    """What the association declares for a year (CGI 222 bis): receipts in force and their gifts of that year."""

    count: int
    amount: Decimal


def preview(year: int) -> Year:
    """Who would get what. A constant number of queries."""
    association = check_donations()
    by_member: dict[int, list[Gift]] = defaultdict(list)
    for gift in gifts.to_receipt(association, year=year):
        by_member[gift.document.member_id].append(gift)
    givers = [_giver(found) for found in by_member.values()]
    givers.sort(key=lambda giver: giver.member.number)
    lacking = receipt_words.lacking_here(association, ReceiptKind.DONATION)
    ready = [] if lacking else [giver for giver in givers if not giver.missing]
    blocked = givers if lacking else [giver for giver in givers if giver.missing]
    return Year(year, ready, blocked, lacking)


def issue_all(year: int, *, actor: User | None) -> int:
    """Issue, print and mail each receipt of the year in one transaction of its own; returns how many.

    Members about whom something is missing are left. Raises DomainError when the disk refuses: what is done stays,
    and running again does the others.
    """
    done = 0
    for giver in preview(year).ready:
        if _issue_one(giver.member, year, actor):
            done += 1
    return done


@task
def issue_year(year: int, actor_pk: int) -> None:
    """`issue_all`, by a worker."""
    try:
        issue_all(year, actor=User.objects.filter(pk=actor_pk).first())
    except DomainError as error:
        # What is left stands on the page of the year, with the button to go on.
        log.error("tax receipts of %s: %s", year, error)


def of_year(year: int) -> "QuerySet[Receipt]":
    """Receipts in force that say a gift of that year, with `given`, their gifts of the year."""
    parts = ReceiptPart.objects.filter(
        kind=ReceiptKind.DONATION, is_void=False, payment__received_on__year=year
    )
    rows = Receipt.objects.filter(parts__in=parts, voided_on=None)
    return rows.annotate(given=Sum("parts__amount"))


def declared(year: int) -> Declared:
    """Two figures of the yearly declaration. One query."""
    parts = ReceiptPart.objects.filter(
        kind=ReceiptKind.DONATION,
        is_void=False,
        receipt__voided_on=None,
        payment__received_on__year=year,
    )
    found = parts.aggregate(count=Count("receipt", distinct=True), amount=Sum("amount"))
    return Declared(found["count"], cents(found["amount"] or ZERO))


def _giver(found: list[Gift]) -> Giver:
    member = found[0].document.member
    return Giver(member, found, receipt_words.lacking_of(member, ReceiptKind.DONATION))


@transaction.atomic
def _issue_one(member: Member, year: int, actor: User | None) -> Receipt | None:
    """Number, file and mail together, or nothing of them: a crash leaves no receipt that nobody was sent."""
    try:
        receipt = issue_yearly_tax_receipt(member, year=year, actor=actor)
    except MentionsMissing:
        return None  # somebody emptied the record meanwhile: the page says so
    if receipt is None:
        return None
    receipt_pdf.ensure(receipt)
    file = {
        "name": f"{receipt.number}.pdf",
        "file": receipt_pdf.path_of(receipt),
        "type": "application/pdf",
    }
    mails.send(
        MAIL,
        "billing/mail/tax_receipt.txt",
        {"receipt": receipt, "member": member, "year": year},
        to=member.email,
        language=member.language,
        key=f"{MAIL}:{receipt.pk}",
        member_number=member.number,
        attachments=[file],
    )
    return receipt
