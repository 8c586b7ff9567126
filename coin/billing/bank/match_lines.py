"""Matches bank lines with members or files them: coin when it is certain, a person otherwise, who can also undo it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.enums import BankLineState, PaymentMeans
from coin.billing.models import (
    BankLine,
    BankShare,
    DebitBatch,
    DepositSlip,
    KnownIban,
    OnlinePayout,
    Payment,
)
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import ZERO, cents, euros
from coin.core.transitions import move
from coin.members.models import Member, User

# A payment of the same amount, typed by hand at most this many days before or after a bank line, is that line's.
NEAR = timedelta(days=7)
BY_BANK = (PaymentMeans.TRANSFER, PaymentMeans.STANDING_ORDER)
# The words by which banks mark a standing order.
STANDING = ("VIR PERM", "VIREMENT PERMANENT", "STANDING ORDER")

Part = tuple[Member, Decimal]


def take_certain(lines: Iterable[BankLine], *, actor: User | None) -> int:
    """Record the payments of these lines, of which coin is certain, in the caller's transaction; returns how many.

    Each line's money goes whole to the member whom coin suggested (`suggested`). The caller has checked that the lines
    are certain; raises TransitionRefused for one that no longer waits.
    """
    certain = list(lines)
    members = Member.objects.in_bulk([line.suggested_id for line in certain])
    for line in certain:
        member = members[line.suggested_id]
        _match(line, [(member, line.amount)], actor=actor, note=line.reason)
    return len(certain)


@transaction.atomic
def match_line(line: BankLine, parts: Sequence[Part], *, actor: User | None) -> list[Payment]:
    """Record that the line's money is these members', each for an amount in euros; returns the payments.

    The line's IBAN is learnt when one member has it all. A transfer of the same member and amount that somebody had
    typed by hand, within seven days of the line, is taken as the line's instead of being recorded twice. Raises
    DomainError for money that goes out, InvalidInput on `amount` when the parts do not make the whole,
    TransitionRefused when the line no longer waits.
    """
    if line.amount <= ZERO:
        raise DomainError(_("Money that goes out is filed under an account, not matched."))
    if not parts or any(amount <= ZERO for _member, amount in parts):
        raise InvalidInput(_("Each part is more than nothing."), field="amount")
    if cents(sum((amount for _member, amount in parts), ZERO)) != line.amount:
        words = _("The parts must make %(amount)s, no more and no less.")
        raise InvalidInput(words % {"amount": euros(line.amount)}, field="amount")
    payments = _match(line, parts, actor=actor, note="")
    # A line shared by several members does not tell whose IBAN it is.
    if line.iban and len(parts) == 1:
        KnownIban.objects.get_or_create(iban=line.iban, member=parts[0][0])
    return payments


@transaction.atomic
def file_line(line: BankLine, *, account: str, note: str = "", actor: User | None) -> None:
    """File a line that is no member's under an account of the chart, such as "627".

    `note` is kept with the line. The chart is not looked into: InvalidInput on `account` is raised unless it starts
    with a digit and holds letters and digits alone, TransitionRefused when the line no longer waits.
    """
    code = account.strip()
    if not code.isalnum() or not code[0].isdigit():
        raise InvalidInput(_("An account of the chart is a number such as 627."), field="account")
    waiting = [BankLineState.TO_MATCH]
    move(line, to=BankLineState.FILED, allowed=waiting, filed_under=code, note=note.strip())
    changes = {"filed_under": (None, code)}
    audit.record(actions.BANK_LINE_FILED, line, actor=actor, changes=changes, note=note.strip())


@transaction.atomic
def undo_line(line: BankLine, *, actor: User | None, reason: str = "") -> None:
    """Undo a line that was matched or filed wrongly: its payments are reversed, and the line waits again.

    What ties the line to a batch of debits, a payout or a deposit slip is undone, and the IBAN that it taught is
    forgotten. Raises TransitionRefused when the line waits already, DomainError when one of its payments was reversed
    already.
    """
    done = [BankLineState.MATCHED, BankLineState.FILED]
    # The score goes to 0, so that no worker takes as certain a line that a person undid.
    move(line, to=BankLineState.TO_MATCH, allowed=done, filed_under="", note="", score=0)
    DebitBatch.objects.filter(bank_line=line).update(bank_line=None)
    OnlinePayout.objects.filter(bank_line=line).update(bank_line=None)
    DepositSlip.objects.filter(bank_line=line).update(bank_line=None)
    for share in line.shares.select_related("payment__member"):
        payment = share.payment
        # The share goes first: no other bank line will show this money leave, so the accounts must not wait for one.
        share.delete()
        KnownIban.objects.filter(iban=line.iban, member=payment.member).delete()
        reverse_payment(payment, actor=actor, on=line.booked_on, reason=reason[:140])
    audit.record(actions.BANK_LINE_UNDONE, line, actor=actor, note=reason)


def usual_account(line: BankLine) -> str:
    """The code of the account under which the last line with the same label was filed; empty when there is none."""
    same = BankLine.objects.filter(state=BankLineState.FILED, label=line.label).exclude(label="")
    return same.values_list("filed_under", flat=True).order_by("-booked_on").first() or ""


def _match(
    line: BankLine, parts: Sequence[Part], *, actor: User | None, note: str
) -> list[Payment]:
    # The conditional UPDATE comes first: of two people who match the same line, one is refused before any payment.
    move(line, to=BankLineState.MATCHED, allowed=[BankLineState.TO_MATCH])
    payments = [_payment(line, member, amount, actor) for member, amount in parts]
    BankShare.objects.bulk_create([BankShare(line=line, payment=payment) for payment in payments])
    for payment in payments:
        audit.record(
            actions.BANK_LINE_MATCHED,
            line,
            actor=actor,
            changes={"payment": (None, payment.pk)},
            member_number=payment.member.number,
            note=note,
        )
    return payments


def _payment(line: BankLine, member: Member, amount: Decimal, actor: User | None) -> Payment:
    """The payment that somebody typed before the statement came, or a new one, which is recorded."""
    typed: Payment | None = Payment.objects.filter(
        member=member,
        amount=amount,
        means__in=BY_BANK,
        bank_share=None,
        reverses=None,
        reversed_by=None,
        received_on__gte=line.booked_on - NEAR,
        received_on__lte=line.booked_on + NEAR,
    ).first()
    if typed is not None:
        return typed
    standing = any(words in line.text.upper() for words in STANDING)
    return record_payment(
        member,
        amount=amount,
        received_on=line.booked_on,
        means=PaymentMeans.STANDING_ORDER if standing else PaymentMeans.TRANSFER,
        actor=actor,
        reference=line.text[:140],
    )
