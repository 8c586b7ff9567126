"""A plan is kept when its documents are paid, and is under way again when one of them no longer is."""

from django.db import transaction
from django.utils import timezone

from coin.billing import actions
from coin.billing.balance.queries import with_rest
from coin.billing.enums import PlanState
from coin.billing.models import Document, PaymentPlan
from coin.core import audit, transitions
from coin.core.money import ZERO
from coin.members.models import Member, User


@transaction.atomic
def follow(member: Member, *, actor: User | None) -> None:
    """Move the member's last payment plan that was not given up to the state that follows from payments.

    The move is saved and journaled. A plan under way is kept once none of its documents has anything left to pay; a
    kept one is under way again when one has. The caller has locked the member. One query for a member without a plan.
    """
    last = PaymentPlan.objects.filter(member=member).exclude(state=PlanState.BROKEN).first()
    if last is None:
        return
    documents = with_rest(Document.objects.filter(payment_plans=last))
    is_paid = not documents.filter(rest__gt=ZERO).exists()
    if last.state == PlanState.AGREED and is_paid:
        _move(last, PlanState.KEPT, actor)
    elif last.state == PlanState.KEPT and not is_paid:
        _move(last, PlanState.AGREED, actor)


def _move(plan: PaymentPlan, state: PlanState, actor: User | None) -> None:
    is_over = state == PlanState.KEPT
    transitions.move(
        plan,
        to=state,
        allowed=[plan.state],
        ended_on=timezone.localdate() if is_over else None,
    )
    act = actions.PLAN_KEPT if is_over else actions.PLAN_REOPENED
    audit.record(act, plan, actor=actor, member_number=plan.member.number)
