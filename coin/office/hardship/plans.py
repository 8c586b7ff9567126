"""Payment plans: the list, the record, the agreement in two steps, giving a plan up, answering a request."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
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
from coin.core.badges import Badge
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import cents, euros, total
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage, Link, RecordPage
from coin.office import pages_of
from coin.office.hardship import forms as hardship_forms
from coin.office.hardship import tables as hardship_tables
from coin.office.members.views import AboutMember

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest


class PlanList(ListPage):
    capability = HARDSHIP
    of = pages_of.PAYMENT_PLANS
    table_class = hardship_tables.PlanTable
    filterset_class = hardship_tables.PlanFilter
    csv_name = "payment-plans"

    def get_queryset(self) -> QuerySet[PaymentPlan]:
        # Members kept by duty are on no everyday list.
        everyday = PaymentPlan.objects.filter(member__archived_at=None)
        return everyday.select_related("member").order_by("-agreed_on", "-pk")

    def decorate(self, rows: list[Any]) -> None:
        progress_by_plan = instalments.progress_of(rows)
        for row in rows:
            progress = progress_by_plan[row.pk]
            row.total, row.paid, row.late = progress.total, progress.paid, progress.late_amount
            is_open = row.state == PlanState.AGREED and progress.next
            row.next_on = progress.next.instalment.due_on if is_open and progress.next else None

    def get_actions(self) -> list[Action]:
        return [Action(_("Solidarity fund"), reverse("office:fund"), "heart-handshake")]


class PlanRecord(RecordPage[Progress]):
    parent = pages_of.PAYMENT_PLANS
    capability = HARDSHIP
    template_name = "office/hardship/payment_plan.html"

    def get_object(self) -> Progress:
        return instalments.progress(pages_of.PAYMENT_PLANS.find(self.kwargs))

    def get_title(self) -> str:
        return pages_of.PAYMENT_PLANS.name(self.object.plan)

    def get_badges(self) -> list[Badge]:
        return pages_of.PAYMENT_PLANS.badges_of(self.object.plan)

    def get_actions(self) -> list[Action]:
        plan = self.object.plan
        member = Action(_("See the member"), pages_of.MEMBERS.url_of(plan.member), "user")
        if plan.state != PlanState.AGREED:
            return [member]
        stop = reverse("office:payment-plan-give-up", args=[plan.pk])
        return [member, Action(_("Give it up"), stop, "circle-x")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = self.object.plan.documents.order_by("issued_on", "pk")
        return super().get_context_data(documents=list(documents), plan=self.object.plan, **kwargs)


class PlanNew(AboutMember, FormPage):
    """The form of the documents and the instalments of a plan for a member. Nothing is written.

    The next page, PlanConfirm, shows them. Instalments that do not suit the sum owed are refused beside their field.
    """

    capability = HARDSHIP
    template_name = "office/hardship/payment_plan_new.html"
    title = gettext_lazy("Agree on a payment plan")
    form_class = hardship_forms.PlanForm
    button = gettext_lazy("See the instalments")

    @cached_property
    def documents(self) -> "list[DocumentWithRest]":
        return payment_plans.open_documents(self.member)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "choices": self.documents}

    def get_initial(self) -> dict[str, Any]:
        return {"documents": [document.pk for document in self.documents]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = PlanRequest.objects.filter(member=self.member, answered_at=None).first()
        return super().get_context_data(
            waiting=waiting, has_documents=bool(self.documents), **kwargs
        )

    def do(self, form: hardship_forms.PlanForm) -> str:
        fields = form.cleaned_data
        chosen = [document for document in self.documents if document.pk in fields["documents"]]
        owed = total(cents(document.rest) for document in chosen)
        try:
            payment_plans.check_instalments(form.dated, owed)
        except DomainError as error:
            field = "own" if fields["own"] else "first_on"
            raise InvalidInput(error.message, field=field) from error
        # The plan travels in the URL to the page that confirms: nothing is stored for a plan that nobody confirms.
        query = {
            "d": fields["documents"],
            "i": [f"{day:%Y-%m-%d} {amount}" for day, amount in form.dated],
            "note": fields["note"],
        }
        page = reverse("office:payment-plan-confirm", args=[self.member.number])
        return f"{page}?{urlencode(query, doseq=True)}"


class PlanConfirm(AboutMember, ConfirmPage):
    """The plan as the URL gives it, with its instalments; one button saves it and mails the member.

    A 404 when the URL holds no document or no instalment that can be read.
    """

    capability = HARDSHIP
    template_name = "office/hardship/payment_plan_confirm.html"
    title = gettext_lazy("Agree on a payment plan")
    done = gettext_lazy("The payment plan is agreed on, and the member told by mail.")
    documents: list[int]
    dated: list[Dated]

    def prepare(self) -> None:
        super().prepare()
        query = self.request.GET
        try:
            self.documents = [int(pk) for pk in query.getlist("d")]
            self.dated = [read_instalment(words) for words in query.getlist("i")]
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
        values = {"member": self.member, "amount": euros(whole), "count": len(self.dated)}
        warnings = [] if self.member.email else [_("No e-mail address: tell them otherwise.")]
        return Preview(words % values, _("Agree on this plan"), len(self.dated), warnings=warnings)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The keys come from the URL: a document of another member is never shown here.
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
        return pages_of.PAYMENT_PLANS.url_of(plan)


def read_instalment(words: str) -> Dated:
    """The day and the euros of an instalment in the URL, as in `2026-12-05 20.00`.

    Raises ValueError or InvalidOperation for other words.
    """
    day, _space, amount = words.partition(" ")
    return date.fromisoformat(day), Decimal(amount)


class PlanGiveUp(AboutPage[PaymentPlan], ConfirmPage):
    of = pages_of.PAYMENT_PLANS
    capability = HARDSHIP
    title = gettext_lazy("Give up the payment plan")
    form_class = hardship_forms.ReasonForm
    done = gettext_lazy("The plan is given up: its documents are due as they were.")

    def preview(self) -> Preview:
        if self.object.state != PlanState.AGREED:
            return Preview(_("This plan is over already."))
        progress = instalments.progress(self.object)
        return Preview(
            _("What is left is due at once, and may be reminded of and collected again."),
            _("Give up the plan"),
            facts=[
                (_("Member"), str(self.object.member)),
                (_("Agreed on"), date_format(self.object.agreed_on)),
                (_("Paid"), euros(progress.paid)),
                (_("Left to pay"), euros(progress.left)),
            ],
            style="danger",
        )

    def do(self, form: hardship_forms.ReasonForm) -> None:
        payment_plans.give_up_plan(self.object, actor=self.request.user, **form.cleaned_data)


class RequestAnswer(AboutPage[PlanRequest], FormPage):
    """A member's request for a payment plan. A button leads to a plan; the form mails the member an answer in words."""

    parent = pages_of.PAYMENT_PLANS
    capability = HARDSHIP
    template_name = "office/hardship/plan_request.html"
    title = gettext_lazy("Request for a payment plan")
    form_class = hardship_forms.AnswerForm
    button = gettext_lazy("Answer without a plan")
    done = gettext_lazy("The member is told by mail.")

    def get_object(self) -> PlanRequest:
        rows = PlanRequest.objects.select_related("member", "answered_by", "plan")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_subtitle(self) -> str:
        return str(self.object.member)

    def get_actions(self) -> list[Action]:
        member = Action(_("See the member"), pages_of.MEMBERS.url_of(self.object.member), "user")
        if self.object.answered_at:
            return [member]
        new = reverse("office:payment-plan-new", args=[self.object.member.number])
        return [
            member,
            Action(_("Agree on a payment plan"), new, "calendar", HARDSHIP, "primary"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.object, **kwargs)

    def do(self, form: hardship_forms.AnswerForm) -> None:
        payment_plans.answer_request(self.object, actor=self.request.user, **form.cleaned_data)
