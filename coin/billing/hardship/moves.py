"""Moves payment plans and suspensions put off when two members are merged.

Plans move after documents (order 20) and before payments (order 30), which then settle all the documents.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.enums import PlanState
from coin.billing.models import PaymentPlan, PlanRequest, SuspensionPause
from coin.members.merging.registry import moves, refuses
from coin.members.models import Member, User


def move_requests(merged: Member, survivor: Member, actor: User | None) -> None:
    """Move the requests. One request waits at a time: when both members asked, only the survivor's stays to answer."""
    waiting = PlanRequest.objects.filter(answered_at=None)
    if waiting.filter(member=survivor).exists():
        waiting.filter(member=merged).delete()
    PlanRequest.objects.filter(member=merged).update(member=survivor)


@refuses
def two_plans(merged: Member, survivor: Member) -> Iterable[str]:
    """Refuse to merge two members with a plan each: a member has one plan under way at a time."""
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
