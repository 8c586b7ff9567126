"""My payment plan: what it asks, by when and how to pay it; or the request for a plan, in a few words."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.balance import queries
from coin.billing.hardship import instalments
from coin.billing.hardship.plans import MOST_WORDS, ask_plan
from coin.billing.models import PaymentPlan
from coin.core.money import ZERO
from coin.core.views.pages import Action, FormPage
from coin.core.views.places import Place
from coin.portal.money.transfer import transfer
from coin.portal.shared.pages import HOME, MoneyPage


class AskPlanForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What would help"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "For instance how much you can pay, and when. You need not say why: a volunteer answers you."
        ),
    )


class MyPlan(MoneyPage):
    template_name = "portal/money/plan.html"
    title = gettext_lazy("Payment plan")
    parent = HOME

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = instalments.under_way(self.member)
        request = self.member.plan_requests.first()
        # The last answer stays on the page until a plan begins, or until its request is erased.
        answered = (
            request if request and request.answered_at and request.answer and not plan else None
        )
        now = plan.to_pay_now if plan else ZERO
        return super().get_context_data(
            progress=plan,
            balance=now,
            transfer=transfer(self.member, now) if now > ZERO else None,
            waiting=request if request and not request.answered_at else None,
            answered=answered,
            owes=queries.balance(self.member) > ZERO,
            past=list(PaymentPlan.objects.filter(member=self.member).exclude(ended_on=None)[:10]),
            **kwargs,
        )

    def get_actions(self) -> list[Action]:
        waits = self.member.plan_requests.filter(answered_at=None).exists()
        if waits or instalments.under_way(self.member):
            return []
        return [Action(_("Ask for a plan"), reverse("portal:plan-ask"), "message", style="primary")]


class AskPlan(MoneyPage, FormPage):
    title = gettext_lazy("Ask for a payment plan")
    parent = Place(gettext_lazy("Payment plan"), "portal:plan")
    intro = gettext_lazy("A volunteer answers you by mail. What you write is read by them alone.")
    form_class = AskPlanForm
    button = gettext_lazy("Ask")
    done = gettext_lazy("Your request is recorded. You get the answer by mail.")

    def do(self, form: AskPlanForm) -> None:
        ask_plan(self.member, actor=self.request.user, **form.cleaned_data)
