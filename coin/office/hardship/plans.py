"""Payment plans: the list, one as it stands, agreeing on one in two steps, giving it up, answering a request."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing.capabilities import HARDSHIP
from coin.billing.enums import PlanState
from coin.billing.hardship import instalments
from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship.instalments import Dated, Progress
from coin.billing.models import Document, PaymentPlan, PlanRequest
from coin.core.badges import Badge, badge
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import cents, euros, total
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link, RecordPage
from coin.members.models import Member
from coin.office.hardship import forms as hardship_forms
from coin.office.hardship import tables as hardship_tables
from coin.office.members.views import member_link, member_or_404
from coin.office.shared import tables

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest


class PlanList(ListPage):
    capability = HARDSHIP
    title = gettext_lazy("Payment plans")
    table_class = hardship_tables.PlanTable
    filterset_class = hardship_tables.PlanFilter
    csv_name = "payment-plans"

    def get_queryset(self) -> QuerySet[PaymentPlan]:
        everyday = PaymentPlan.objects.filter(member__archived_at=None)
        return everyday.select_related("member").order_by("-agreed_on", "-pk")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s payment plan", "%(count)s payment plans", count) % {
            "count": count
        }

    def decorate(self, rows: list[Any]) -> None:
        found = instalments.progress_of(rows)
        for row in rows:
            one = found[row.pk]
            row.total, row.paid, row.late = one.total, one.paid, one.late_amount
            is_open = row.state == PlanState.AGREED and one.next
            row.next_on = one.next.instalment.due_on if is_open and one.next else None

    def get_actions(self) -> list[Action]:
        return [Action(_("Solidarity fund"), reverse("office:fund"), "heart-handshake")]


def plan_or_404(pk: int) -> PaymentPlan:
    rows = PaymentPlan.objects.select_related("member", "agreed_by")
    plan = rows.filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


def plans_link() -> Link:
    return Link(_("Payment plans"), reverse("office:payment-plans"))


class PlanRecord(RecordPage[Progress]):
    capability = HARDSHIP
    template_name = "office/hardship/payment_plan.html"

    def get_object(self) -> Progress:
        return instalments.progress(plan_or_404(self.kwargs["pk"]))

    def get_title(self) -> str:
        return _("Payment plan of %(member)s") % {"member": self.object.plan.member}

    def get_parent(self) -> Link:
        return plans_link()

    def get_badges(self) -> list[Badge]:
        return [badge(PlanState, self.object.plan.state)]

    def get_actions(self) -> list[Action]:
        plan = self.object.plan
        member = Action(_("See the member"), tables.member_url(plan.member), "user")
        if plan.state != PlanState.AGREED:
            return [member]
        stop = reverse("office:payment-plan-give-up", args=[plan.pk])
        return [member, Action(_("Give it up"), stop, "circle-x")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = self.object.plan.documents.order_by("issued_on", "pk")
        return super().get_context_data(documents=list(documents), plan=self.object.plan, **kwargs)


class PlanNew(FormPage):
    """Which documents, which instalments; they are shown on the next page before anything is written."""

    capability = HARDSHIP
    template_name = "office/hardship/payment_plan_new.html"
    title = gettext_lazy("Agree on a payment plan")
    form_class = hardship_forms.PlanForm
    button = gettext_lazy("See the instalments")
    member: Member

    def prepare(self) -> None:
        self.member = member_or_404(self.kwargs["number"])

    def get_parent(self) -> Link:
        return member_link(self.member)

    @cached_property
    def documents(self) -> "list[DocumentWithRest]":
        return payment_plans.open_documents(self.member)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "choices": self.documents}

    def get_initial(self) -> dict[str, Any]:
        return {"documents": [one.pk for one in self.documents]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = PlanRequest.objects.filter(member=self.member, answered_at=None).first()
        return super().get_context_data(
            waiting=waiting, has_documents=bool(self.documents), **kwargs
        )

    def do(self, form: hardship_forms.PlanForm) -> str:
        given = form.cleaned_data
        chosen = [one for one in self.documents if one.pk in given["documents"]]
        owed = total(cents(one.rest) for one in chosen)
        try:
            payment_plans.check_instalments(form.dated, owed)
        except DomainError as error:
            field = "own" if given["own"] else "first_on"
            raise InvalidInput(error.message, field=field) from error
        query = {
            "d": given["documents"],
            "i": [f"{day:%Y-%m-%d} {amount}" for day, amount in form.dated],
            "note": given["note"],
        }
        page = reverse("office:payment-plan-confirm", args=[self.member.number])
        return f"{page}?{urlencode(query, doseq=True)}"


class PlanConfirm(ConfirmPage):
    """The plan as it will be, its instalments in the address; then it is agreed on and mailed."""

    capability = HARDSHIP
    template_name = "office/hardship/payment_plan_confirm.html"
    title = gettext_lazy("Agree on a payment plan")
    done = gettext_lazy("The payment plan is agreed on, and the member told by mail.")
    member: Member
    documents: list[int]
    dated: list[Dated]

    def prepare(self) -> None:
        self.member = member_or_404(self.kwargs["number"])
        asked = self.request.GET
        try:
            self.documents = [int(pk) for pk in asked.getlist("d")]
            self.dated = [read_instalment(words) for words in asked.getlist("i")]
        except (ValueError, InvalidOperation) as error:
            raise Http404 from error
        if not self.documents or not self.dated:
            raise Http404

    def get_parent(self) -> Link:
        back = reverse("office:payment-plan-new", args=[self.member.number])
        return Link(_("Agree on a payment plan"), back)

    def preview(self) -> Preview:
        words = ngettext(
            "%(member)s pays %(amount)s in %(count)s instalment.",
            "%(member)s pays %(amount)s in %(count)s instalments.",
            len(self.dated),
        )
        whole = total(amount for _day, amount in self.dated)
        said = {"member": self.member, "amount": euros(whole), "count": len(self.dated)}
        warnings = [] if self.member.email else [_("No e-mail address: tell them otherwise.")]
        return Preview(words % said, _("Agree on this plan"), len(self.dated), warnings=warnings)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = Document.objects.filter(pk__in=self.documents, member=self.member)
        return super().get_context_data(
            dated=self.dated,
            documents=list(chosen.order_by("issued_on", "pk")),
            note=self.request.GET.get("note", ""),
            **kwargs,
        )

    def do(self, form: Any) -> str:
        plan = payment_plans.agree_plan(
            self.member,
            documents=self.documents,
            dated=self.dated,
            note=self.request.GET.get("note", ""),
            actor=self.request.user,
        )
        return reverse("office:payment-plan", args=[plan.pk])


def read_instalment(words: str) -> Dated:
    """A day and an amount of the address. ValueError or InvalidOperation for anything else."""
    day, _space, amount = words.partition(" ")
    return date.fromisoformat(day), Decimal(amount)


class PlanGiveUp(ConfirmPage):
    capability = HARDSHIP
    title = gettext_lazy("Give up the payment plan")
    form_class = hardship_forms.ReasonForm
    done = gettext_lazy("The plan is given up: its documents are due as they were.")
    plan: PaymentPlan

    def prepare(self) -> None:
        self.plan = plan_or_404(self.kwargs["pk"])

    def get_parent(self) -> Link:
        url = reverse("office:payment-plan", args=[self.plan.pk])
        return Link(_("Payment plan of %(member)s") % {"member": self.plan.member}, url)

    def preview(self) -> Preview:
        if self.plan.state != PlanState.AGREED:
            return Preview(_("This plan is over already."))
        found = instalments.progress(self.plan)
        return Preview(
            _("What is left is due at once, and may be reminded of and collected again."),
            _("Give up the plan"),
            facts=[
                (_("Member"), str(self.plan.member)),
                (_("Agreed on"), date_format(self.plan.agreed_on)),
                (_("Paid"), euros(found.paid)),
                (_("Left to pay"), euros(found.left)),
            ],
            style="danger",
        )

    def do(self, form: hardship_forms.ReasonForm) -> str:
        payment_plans.give_up_plan(self.plan, actor=self.request.user, **form.cleaned_data)
        return reverse("office:payment-plan", args=[self.plan.pk])


class RequestAnswer(FormPage):
    """What the member says; a plan, or an answer in words."""

    capability = HARDSHIP
    template_name = "office/hardship/plan_request.html"
    title = gettext_lazy("Request for a payment plan")
    form_class = hardship_forms.AnswerForm
    button = gettext_lazy("Answer without a plan")
    done = gettext_lazy("The member is told by mail.")
    asked: PlanRequest

    def prepare(self) -> None:
        rows = PlanRequest.objects.select_related("member", "answered_by", "plan")
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.asked = found

    def get_subtitle(self) -> str:
        return str(self.asked.member)

    def get_parent(self) -> Link:
        return plans_link()

    def get_actions(self) -> list[Action]:
        member = Action(_("See the member"), tables.member_url(self.asked.member), "user")
        if self.asked.answered_at:
            return [member]
        new = reverse("office:payment-plan-new", args=[self.asked.member.number])
        return [
            member,
            Action(_("Agree on a payment plan"), new, "calendar", HARDSHIP, "primary"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.asked, **kwargs)

    def do(self, form: hardship_forms.AnswerForm) -> str:
        payment_plans.answer_request(self.asked, actor=self.request.user, **form.cleaned_data)
        return reverse("office:payment-plans")
