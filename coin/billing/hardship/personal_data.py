"""The personal data of a member who could not pay at once: plans, requests, suspensions put off, reminders."""

from typing import Any

from django.utils.translation import gettext_lazy

from coin.billing.models import DocumentReminder, PaymentPlan, PlanRequest, SuspensionPause
from coin.core.personal_data import Part, holds
from coin.members.models import Member

REQUEST = ("asked_at", "words", "answered_at", "answer")
PAUSE = ("decided_at", "until", "reason")
REMINDER = ("sent_at", "document__number", "step__tone")


@holds(
    "hardship",
    gettext_lazy("Your payment plans and what you asked about them, reminders of your documents"),
)
def _hardship(member: Member) -> Part:
    plans = PaymentPlan.objects.filter(member=member).prefetch_related("instalments", "documents")
    requests = PlanRequest.objects.filter(member=member).order_by("asked_at")
    pauses = SuspensionPause.objects.filter(member=member).order_by("decided_at")
    reminders = DocumentReminder.objects.filter(document__member=member).order_by("sent_at")
    return Part(
        {
            "payment_plans": [_plan(plan) for plan in plans],
            "plan_requests": list(requests.values(*REQUEST)),
            "suspensions_put_off": list(pauses.values(*PAUSE)),
            "reminders": list(reminders.values(*REMINDER)),
        }
    )


def _plan(plan: PaymentPlan) -> dict[str, Any]:
    return {
        "agreed_on": plan.agreed_on,
        "state": plan.state,
        "ended_on": plan.ended_on,
        "note": plan.note,
        "end_reason": plan.end_reason,
        "documents": [document.number for document in plan.documents.all()],
        "instalments": [
            (instalment.due_on, instalment.amount) for instalment in plan.instalments.all()
        ],
    }
