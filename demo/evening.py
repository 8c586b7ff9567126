"""An evening of the treasury: cheques brought to the bank, cash, a payment plan, a shared line, a reduced rate."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from coin.billing.balance.queries import with_balance
from coin.billing.enums import PaymentMeans
from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship.instalments import equal_instalments
from coin.billing.models import BankAccount, Cheque
from coin.billing.payments import cheques
from coin.billing.payments.services import record_payment
from coin.billing.receipts import services as receipts
from coin.core.money import ZERO, cents, total
from coin.members.models import Member, User
from coin.subscriptions.enums import SplitMode, SubscriptionState
from coin.subscriptions.models import Subscription
from coin.subscriptions.prices.services import give_reduced_price
from coin.subscriptions.sharing.services import split_cost
from demo.people import ALICE_NUMBER, VOLUNTEER, Cast

if TYPE_CHECKING:
    from coin.billing.balance.queries import MemberWithBalance

PARTS = (2, 1, 1)  # the parts of the three neighbours who share a line
INSTALMENTS = 3


def spend(cast: Cast) -> str:
    """Do every act in Camille's name, if there are enough members for it; returns the acts done, in French words."""
    camille = User.objects.get(login=VOLUNTEER)
    acts = [_take_cash, _bring_cheques, _agree_plan, _share_a_line, _reduce_a_price]
    done = [sentence for act in acts if (sentence := act(cast.today, camille))]
    return ", ".join(done) or "rien à faire"


def _bring_cheques(today: date, camille: User) -> str:
    """Put all cheques on a slip but the last, which still waits."""
    waiting = Cheque.objects.filter(slip=None).order_by("pk").values_list("pk", flat=True)
    if len(waiting) < 2:
        return ""
    account = BankAccount.objects.earliest("pk")
    slip = cheques.make_slip(list(waiting)[:-1], account=account, made_on=today, actor=camille)
    return f"{slip.count} chèques remis"


def _take_cash(today: date, camille: User) -> str:
    member = _owing().first()
    if member is None:
        return ""
    payment = record_payment(
        member,
        amount=Decimal(10),
        received_on=today,
        means=PaymentMeans.CASH,
        actor=camille,
        reference="À la permanence",
    )
    receipts.issue_payment_receipt(payment, actor=camille)
    return "des espèces reçues"


def _agree_plan(today: date, camille: User) -> str:
    """Agree a payment plan with the member who owes most."""
    member = _owing().order_by("-balance", "number").first()
    if member is None:
        return ""
    documents = payment_plans.open_documents(member)
    owed = total(cents(document.rest) for document in documents)
    payment_plans.agree_plan(
        member,
        documents=[document.pk for document in documents],
        dated=equal_instalments(owed, INSTALMENTS, today + relativedelta(days=10)),
        actor=camille,
        note="Convenu au téléphone",
    )
    return f"{INSTALMENTS} échéances convenues"


def _share_a_line(today: date, camille: User) -> str:
    line = _active().filter(offer__slug="adsl").first()
    if line is None:
        return ""
    others = Member.objects.filter(number__gt=line.member.number, left_on=None)
    neighbours = [line.member, *others.filter(archived_at=None).order_by("number")[:2]]
    if len(neighbours) < len(PARTS):
        return ""
    split_cost(
        line,
        starts_on=today.replace(day=1) + relativedelta(months=1),
        mode=SplitMode.PARTS,
        shares=[(member, Decimal(parts)) for member, parts in zip(neighbours, PARTS, strict=False)],
        actor=camille,
        note="Même immeuble",
        everyone_agreed=True,
    )
    return "une ligne partagée"


def _reduce_a_price(today: date, camille: User) -> str:
    vpn = _active().filter(offer__slug="vpn", monthly_price__gt=2).last()
    if vpn is None:
        return ""
    following = today.replace(day=1) + relativedelta(months=1)
    give_reduced_price(
        vpn,
        monthly_price=Decimal(2),
        starts_on=following,
        ends_on=following + relativedelta(months=6),
        reason="Études",
        actor=camille,
    )
    return "un tarif réduit"


def _owing() -> "QuerySet[MemberWithBalance]":
    return with_balance(Member.objects.filter(number__gt=ALICE_NUMBER, left_on=None)).filter(
        balance__gt=ZERO
    )


def _active() -> "QuerySet[Subscription]":
    return Subscription.objects.filter(
        state=SubscriptionState.ACTIVE, member__number__gt=ALICE_NUMBER
    ).order_by("pk")
