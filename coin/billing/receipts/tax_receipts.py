"""The tax receipts of a year: one a member, issued, printed and mailed together, so that a run that died can go on."""

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
    """A member whose gifts of the year have no tax receipt yet. `missing` names what must be known first."""

    member: Member
    gifts: list[Gift]
    missing: list[str]

    @property
    def amount(self) -> Decimal:
        return total(gift.amount for gift in self.gifts)


@dataclass(frozen=True)
class Year:
    """Who is to get a tax receipt for a year (`ready`), and who cannot yet (`blocked`).

    `lacking` names what the settings lack: then nobody is ready.
    """

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
    """Who would get a tax receipt, and for how much. A constant number of queries; nothing is written.

    Raises DomainError while the association issues no tax receipts.
    """
    association = check_donations()
    by_member: dict[int, list[Gift]] = defaultdict(list)
    for gift in gifts.to_receipt(association, year=year):
        by_member[gift.document.member_id].append(gift)
    givers = [_giver(member_gifts) for member_gifts in by_member.values()]
    givers.sort(key=lambda giver: giver.member.number)
    lacking = receipt_words.lacking_here(association, ReceiptKind.DONATION)
    ready = [] if lacking else [giver for giver in givers if not giver.missing]
    blocked = givers if lacking else [giver for giver in givers if giver.missing]
    return Year(year, ready, blocked, lacking)


def issue_all(year: int, *, actor: User | None) -> int:
    """Issue, print and mail each receipt of the year in one transaction of its own; returns how many.

    Members whose record lacks something are left out. Raises DomainError while the association issues no tax receipts,
    or when the disk refuses a PDF: what is done stays, and a new run does the others.
    """
    done = 0
    for giver in preview(year).ready:
        if _issue_one(giver.member, year, actor):
            done += 1
    return done


@task
def issue_year(year: int, actor_pk: int) -> None:
    """`issue_all`, run by a worker, for the user `actor_pk`. A DomainError is logged, not raised."""
    try:
        issue_all(year, actor=User.objects.filter(pk=actor_pk).first())
    except DomainError as error:
        # The page of the year shows who is left, with the button to go on.
        log.error("tax receipts of %s: %s", year, error)


def of_year(year: int) -> "QuerySet[Receipt]":
    """Receipts in force for gifts of that year. `given` is the sum of those gifts."""
    parts = ReceiptPart.objects.filter(
        kind=ReceiptKind.DONATION, is_void=False, payment__received_on__year=year
    )
    rows = Receipt.objects.filter(parts__in=parts, voided_on=None)
    # The sum goes over the join of the filter: parts of other years are left out of it.
    return rows.annotate(given=Sum("parts__amount"))


def declared(year: int) -> Declared:
    """The two figures of the yearly declaration (CGI 222 bis). One query."""
    parts = ReceiptPart.objects.filter(
        kind=ReceiptKind.DONATION,
        is_void=False,
        receipt__voided_on=None,
        payment__received_on__year=year,
    )
    figures = parts.aggregate(count=Count("receipt", distinct=True), amount=Sum("amount"))
    return Declared(figures["count"], cents(figures["amount"] or ZERO))


def _giver(member_gifts: list[Gift]) -> Giver:
    member = member_gifts[0].document.member
    return Giver(member, member_gifts, receipt_words.lacking_of(member, ReceiptKind.DONATION))


@transaction.atomic
def _issue_one(member: Member, year: int, actor: User | None) -> Receipt | None:
    """Number, print and mail one receipt, or do nothing: a crash leaves no receipt that was sent to nobody.

    None when no gift is left, or the record lacks something meanwhile.
    """
    try:
        receipt = issue_yearly_tax_receipt(member, year=year, actor=actor)
    except MentionsMissing:
        return None  # somebody emptied the record meanwhile: the page says so
    if receipt is None:
        return None
    # Before the mail: it names the file, which a worker reads when the mail leaves.
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
