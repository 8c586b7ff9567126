"""The solidarity fund pays documents of a member: never more than the fund holds, nor more than the member owes."""

from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance import queries
from coin.billing.balance.locks import lock_member
from coin.billing.balance.settling import settle
from coin.billing.enums import PaymentMeans
from coin.billing.hardship import fund
from coin.billing.models import Payment
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.core.money import ZERO, cents, euros, total
from coin.members.models import Member, User

MOST_WORDS = 1000


@transaction.atomic
def help_member(
    member: Member, *, amount: "Decimal | str", reason: str, actor: User | None
) -> Payment:
    """Let the fund pay `amount` (euros) of the member's debt, the oldest documents first; returns the payment.

    The reason stands in the journal. Two people decide on this act (coin.billing.hardship.sensitive). Raises
    InvalidInput on `amount` when it is not a positive sum of whole cents, or is more than the fund holds or the member
    owes, and on `reason` when it is empty or over 1000 characters; DomainError while the fund is closed.
    """
    wanted = _checked(amount)
    if not reason.strip() or len(reason) > MOST_WORDS:
        words = _("Say why, in %(count)s characters at most.") % {"count": MOST_WORDS}
        raise InvalidInput(words, field="reason")
    # This lock makes two helps wait for each other, so that they never spend the same money of the fund.
    association = Association.objects.select_for_update().get(pk=Association.current().pk)
    if not association.fund_open:
        raise DomainError(_("The association keeps no solidarity fund: see its settings."))
    member = lock_member(member.pk)
    _check_amount(wanted, member)
    payment = Payment.objects.create(
        member=member,
        amount=wanted,
        received_on=timezone.localdate(),
        means=PaymentMeans.FUND,
        recorded_by=actor,
    )
    audit.record(
        actions.FUND_HELPED,
        payment,
        actor=actor,
        changes={"amount": (None, wanted)},
        member_number=member.number,
        note=reason.strip(),
    )
    settle(member, actor=actor)
    return payment


def most(member: Member) -> Decimal:
    """The most that the fund may pay for this member now.

    In euros: the smaller of what the fund holds and what the member owes; zero at least.
    """
    owed = total(document.rest for document in queries.owed(member).documents)
    return max(ZERO, min(owed, fund.situation().balance))


def _checked(amount: "Decimal | str") -> Decimal:
    # A proposal keeps its arguments as JSON: the amount comes back as text when the second person confirms.
    try:
        value = Decimal(amount)
    except InvalidOperation as error:
        raise InvalidInput(_("This is not an amount."), field="amount") from error
    if not value.is_finite() or value <= 0 or value != cents(value):
        raise InvalidInput(_("An amount is more than nothing, in euros and cents."), field="amount")
    return cents(value)


def _check_amount(amount: Decimal, member: Member) -> None:
    balance = fund.situation().balance
    if amount > balance:
        words = _("The fund holds %(held)s.") % {"held": euros(max(balance, ZERO))}
        raise InvalidInput(words, field="amount")
    owed = total(document.rest for document in queries.owed(member).documents)
    if amount > owed:
        words = _("%(member)s has %(owed)s to pay.") % {"member": member, "owed": euros(owed)}
        raise InvalidInput(words, field="amount")
