"""What moves of plans and suspensions when two members are merged. Plans go after documents and before payments,
which then settle the whole."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.enums import PlanState
from coin.billing.models import PaymentPlan, PlanRequest, SuspensionPause
from coin.members.merging.registry import moves, refuses
from coin.members.models import Member, User


def move_requests(merged: Member, survivor: Member, actor: User | None) -> None:
    """One request waits at a time: where both asked, the survivor's is answered."""
    waiting = PlanRequest.objects.filter(answered_at=None)
    if waiting.filter(member=survivor).exists():
        waiting.filter(member=merged).delete()
    PlanRequest.objects.filter(member=merged).update(member=survivor)


@refuses
def two_plans(merged: Member, survivor: Member) -> Iterable[str]:
    """One plan is under way at a time."""
    plans = PaymentPlan.objects.filter(state=PlanState.AGREED, member__in=[merged, survivor])
    if plans.count() > 1:
        yield _("Both have a payment plan under way: end one of them first.")


moves("billing.plans", gettext_lazy("payment plans"), PaymentPlan, "member", order=25)
moves(
    "billing.plan_requests",
    gettext_lazy("requests for payment plans"),
    PlanRequest,
    "member",
    move=move_requests,
    order=26,
)
moves("billing.suspension_pauses", gettext_lazy("suspensions put off"), SuspensionPause, "member")
