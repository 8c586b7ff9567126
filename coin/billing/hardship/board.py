"""The work lines of members without money: plans asked for, late instalments, suspensions to decide on."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing.capabilities import HARDSHIP, REMIND
from coin.billing.enums import PlanState
from coin.billing.hardship import instalments, suspensions
from coin.billing.hardship.instalments import Progress
from coin.billing.hardship.suspensions import Proposal
from coin.billing.models import PaymentPlan, PlanRequest
from coin.core.board import MOST, WorkLine, folded, work
from coin.core.money import euros

TREASURY = gettext_lazy("Treasury")


@work("billing.plan_requests", group=TREASURY, capability=HARDSHIP.slug)
def plan_requests() -> Iterable[WorkLine]:
    """Members who ask for a payment plan."""
    waiting = PlanRequest.objects.filter(answered_at=None).select_related("member")
    return folded(waiting.order_by("asked_at"), _request_line, _more_requests)


@work("billing.late_instalments", group=TREASURY, capability=HARDSHIP.slug)
def late_instalments() -> Iterable[WorkLine]:
    """Payment plans with a late instalment."""
    today = timezone.localdate()
    plans = PaymentPlan.objects.filter(
        state=PlanState.AGREED, instalments__due_on__lt=today
    ).select_related("member")
    late = [
        progress
        for progress in instalments.progress_of(plans.distinct().order_by("pk"), today).values()
        if progress.late
    ]
    yield from (_late_line(progress) for progress in late[:MOST])
    if len(late) > MOST:
        yield _more_plans(len(late) - MOST)


@work("billing.suspensions", group=TREASURY, capability=REMIND.slug)
def suspension_proposals() -> Iterable[WorkLine]:
    """Members whose last reminder is old: a person decides whether their services are suspended."""
    proposals = suspensions.proposals(timezone.localdate())
    yield from (_suspension_line(proposal) for proposal in proposals[:MOST])
    if len(proposals) > MOST:
        yield _more_suspensions(len(proposals) - MOST)


def _request_line(request: PlanRequest) -> WorkLine:
    return WorkLine(
        text=_("%(member)s asks for a payment plan") % {"member": request.member},
        url=reverse("office:plan-request", args=[request.pk]),
        button=_("Answer"),
        since=request.asked_at,
        key=f"billing.plan_requests:{request.pk}",
    )


def _more_requests(count: int) -> WorkLine:
    words = ngettext(
        "%(count)s other member asks for a payment plan",
        "%(count)s other members ask for a payment plan",
        count,
    )
    return WorkLine(
        words % {"count": count}, reverse("office:payment-plans"), _("See the plans"), count=count
    )


def _late_line(progress: Progress) -> WorkLine:
    words = {"member": progress.plan.member, "amount": euros(progress.late_amount)}
    return WorkLine(
        text=_("%(amount)s of the payment plan of %(member)s is late") % words,
        url=reverse("office:payment-plan", args=[progress.plan.pk]),
        button=_("See the plan"),
        key=f"billing.late_instalments:{progress.plan.pk}",
    )


def _more_plans(count: int) -> WorkLine:
    words = ngettext(
        "%(count)s other payment plan is late",
        "%(count)s other payment plans are late",
        count,
    )
    return WorkLine(
        words % {"count": count}, reverse("office:payment-plans"), _("See the plans"), count=count
    )


def _suspension_line(proposal: Proposal) -> WorkLine:
    words = {"member": proposal.member, "amount": euros(proposal.amount)}
    return WorkLine(
        text=_("%(member)s owes %(amount)s after the last reminder: suspend, or wait?") % words,
        url=f"{reverse('office:suspensions')}#m{proposal.member.number}",
        button=_("Decide"),
        key=f"billing.suspensions:{proposal.member.number}",
    )


def _more_suspensions(count: int) -> WorkLine:
    words = ngettext(
        "%(count)s other member owes money after the last reminder",
        "%(count)s other members owe money after the last reminder",
        count,
    )
    return WorkLine(
        words % {"count": count}, reverse("office:suspensions"), _("Decide"), count=count
    )
