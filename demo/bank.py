"""The demo's bank statement: the transfers that coin knows already, and the lines that wait for a volunteer."""

from decimal import Decimal

from dateutil.relativedelta import relativedelta

from coin.billing.balance.queries import with_balance
from coin.billing.bank import services as bank
from coin.billing.enums import PaymentMeans
from coin.billing.models import Payment
from coin.core.money import ZERO
from coin.members.models import Member
from demo.association import IDENTITY
from demo.people import ALICE_NUMBER, Cast

BY_BANK = (PaymentMeans.TRANSFER, PaymentMeans.STANDING_ORDER)
# Lines that come from no member: a supplier's debit, the bank's own fees.
OTHERS = [("PRLV OPERATEUR DE COLLECTE", "-412.80"), ("FRAIS TENUE DE COMPTE", "-8.50")]


def take_in(cast: Cast) -> str:
    """Take in the bank statement; returns how many lines are new and how many were matched, in French words."""
    bank.create_account(name="Compte courant", iban=str(IDENTITY["iban"]), actor=None)
    source = bank.take_in(_statement(cast).encode(), name="releve-de-compte.csv", actor=None)
    return f"{source.lines_new} lignes, {source.lines_certain} attribuées d’elles-mêmes"


def _statement(cast: Cast) -> str:
    payments = Payment.objects.filter(means__in=BY_BANK, reverses=None).select_related("member")
    rows = [
        (payment.received_on, f"VIR {payment.member.name} {payment.reference}", payment.amount)
        for payment in payments.order_by("received_on", "pk")
    ]
    # Some lines bear a member's name without a reference, and payment bears nothing: a person must match these.
    last = cast.today - relativedelta(days=2)
    owing = with_balance(Member.objects.filter(number__gt=ALICE_NUMBER, left_on=None))
    rows += [
        (last, f"VIREMENT DE {member.name.upper()}", member.balance)
        for member in owing.filter(balance__gt=ZERO).order_by("number")[:4]
    ]
    rows.append((last, "VIR INST MERCI", Decimal("20.00")))
    rows += [(last, label, Decimal(amount)) for label, amount in OTHERS]
    lines = [
        f"{day:%d/%m/%Y};{label};{str(amount).replace('.', ',')}" for day, label, amount in rows
    ]
    return "Date;Libellé;Montant\n" + "\n".join(lines) + "\n"
