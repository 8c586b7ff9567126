"""Makes a gift of a member's credit, when the member says so."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions, wording
from coin.billing.balance import queries
from coin.billing.balance.locks import lock_member
from coin.billing.balance.settling import settle
from coin.billing.documents.issuing import issue
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Document, Line
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import ZERO, cents, euros
from coin.members.models import Member, User


@transaction.atomic
def give_credit(member: Member, *, amount: Decimal, actor: User | None) -> Document:
    """Make a gift of the member's credit, or of a part of it: a gift slip, issued and paid at once.

    The credit first pays what the member owes: only the rest can be given. `amount` is in euros. Raises InvalidInput on
    `amount` when it is not above zero or is more than that rest; DomainError when the credit would pay another document
    than the slip; and as `issue` does.
    """
    member = lock_member(member.pk)
    # The credit pays what the member owes first: only the rest can be given.
    settle(member, actor=actor)
    credit = queries.owed(member).credit
    if not amount.is_finite() or cents(amount) <= ZERO:
        raise InvalidInput(_("A gift is more than nothing."), field="amount")
    if cents(amount) > credit:
        words = _("There are %(credit)s to give, no more.")
        raise InvalidInput(words % {"credit": euros(credit)}, field="amount")
    gift = issue(_draft(member, cents(amount)), actor=actor)
    # The credit pays the oldest documents first: a gift that is not paid in full goes back with the transaction.
    if queries.documents_list().get(pk=gift.pk).rest != ZERO:
        raise DomainError(_("The credit pays something else first: look again."))
    changes = {"amount": (None, cents(amount))}
    audit.record(
        actions.CREDIT_GIVEN, gift, actor=actor, changes=changes, member_number=member.number
    )
    return gift


def _draft(member: Member, amount: Decimal) -> Document:
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    document = Document.objects.create(
        kind=DocumentKind.GIFT,
        member=member,
        period_start=today,
        period_end=tomorrow,
        total=amount,
    )
    with wording.documents_language():
        label = wording.gift_of_credit()
    Line.objects.create(
        document=document,
        label=label,
        unit_price=amount,
        amount=amount,
        item=LineItem.GIFT,
        period_start=today,
        period_end=tomorrow,
    )
    return document
