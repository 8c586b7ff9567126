"""How long the words of members about their difficulties are kept, and the plans that were agreed on."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coin.billing.models import (
    Document,
    DocumentReminder,
    PaymentPlan,
    PlanRequest,
    SuspensionPause,
)
from coin.core.retention import Clock, Rule, delete_rows, rule
from coin.members.models import Member

OWN = _("The association's choice: the time to look back at it")


def forget_plans(documents: "QuerySet[Document]") -> None:
    """Delete the links of plans and reminders to documents that are about to be erased."""
    pks = documents.values("pk")
    delete_rows(PaymentPlan.documents.through._default_manager.filter(document__in=pks))
    delete_rows(DocumentReminder.objects.filter(document__in=pks))


def erase_plans(rows: "QuerySet[PaymentPlan]") -> int:
    """Erase plans with their instalments; the documents and their payments stay in the accounts.

    Returns the number of plans.
    """
    # delete() would count the instalments too.
    count = rows.count()
    rows.delete()
    return count


def _ended(member: Member, today: date) -> date | None:
    """When the member's last plan ended; None while one is under way. `today` when the member never had one."""
    plans = PaymentPlan.objects.filter(member=member).order_by("-agreed_on", "-pk")
    if plans.filter(ended_on=None).exists():
        return None
    return max((plan.ended_on for plan in plans if plan.ended_on), default=today)


rule(
    Rule(
        slug="billing.plans",
        label=_("Payment plans that are over: their instalments, their notes"),
        source=OWN,
        months=24,
        due=lambda clock: PaymentPlan.objects.filter(ended_on__lte=clock.before),
        erase=erase_plans,
        order=46,
        rows_of=lambda member: PaymentPlan.objects.filter(member=member),
        since=_ended,
    )
)
rule(
    Rule(
        slug="billing.plan_requests",
        label=_("What members wrote to ask for a payment plan, and the answers"),
        source=OWN,
        months=12,
        due=lambda clock: PlanRequest.objects.filter(answered_at__lt=clock.instant),
        erase=delete_rows,
        order=45,
        rows_of=lambda member: PlanRequest.objects.filter(member=member),
        since=lambda member, today: today,
    )
)


def _over(clock: Clock) -> "QuerySet[SuspensionPause]":
    return SuspensionPause.objects.filter(until__lte=clock.before)


rule(
    Rule(
        slug="billing.suspension_pauses",
        label=_("Why a suspension was put off"),
        source=OWN,
        months=12,
        due=_over,
        erase=delete_rows,
        order=45,
        rows_of=lambda member: SuspensionPause.objects.filter(member=member),
        since=lambda member, today: today,
    )
)
