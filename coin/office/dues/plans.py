"""Dues plans: the list, a new one, its form, closing it, deleting it."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link
from coin.members import capabilities
from coin.members.dues.plans_edit import change_plan, create_plan, delete_plan
from coin.members.models import DuesPlan
from coin.office.dues import forms as dues_forms
from coin.office.dues import tables as dues_tables


class PlanList(ListPage):
    capability = capabilities.SEE
    title = gettext_lazy("Dues plans")
    table_class = dues_tables.PlanTable
    filterset_class = dues_tables.PlanFilter
    csv_name = "dues-plans"

    def get_queryset(self) -> QuerySet[DuesPlan]:
        return plans()

    def noun(self, count: int) -> str:
        return ngettext("%(count)s plan", "%(count)s plans", count) % {"count": count}

    def get_actions(self) -> list[Action]:
        url = reverse("office:plan-new")
        return [Action(_("New plan"), url, "plus", capabilities.EDIT, "primary")]


def plans() -> QuerySet[DuesPlan]:
    """Plans with `members_count`, those whose dues of today are of this plan."""
    today = timezone.localdate()
    now = Q(duesperiod__starts_on__lte=today, duesperiod__ends_on__gt=today)
    rows = DuesPlan.objects.annotate(
        members_count=Count("duesperiod__member", filter=now, distinct=True)
    )
    return rows.order_by("-open_to_new", "name")


def plans_link() -> Link:
    return Link(_("Dues plans"), reverse("office:plans"))


class PlanNew(FormPage):
    capability = capabilities.EDIT
    title = gettext_lazy("New dues plan")
    form_class = dues_forms.PlanForm
    button = gettext_lazy("Create the plan")
    done = gettext_lazy("The plan is created.")

    def get_parent(self) -> Link:
        return plans_link()

    def get_initial(self) -> dict[str, Any]:
        return {"open_to_new": True, "months": 12, "starts_day": 1, "starts_month": 1}

    def do(self, form: dues_forms.PlanForm) -> str:
        create_plan(actor=self.request.user, **form.cleaned_data)
        return reverse("office:plans")


def plan_or_404(pk: int) -> DuesPlan:
    plan = plans().filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


class PlanEdit(FormPage):
    capability = capabilities.EDIT
    form_class = dues_forms.PlanForm
    intro = gettext_lazy("What was asked already stays: a change counts for the next periods.")
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    plan: DuesPlan

    def prepare(self) -> None:
        self.plan = plan_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return self.plan.name

    def get_parent(self) -> Link:
        return plans_link()

    def get_actions(self) -> list[Action]:
        pk = [self.plan.pk]
        move = reverse("office:plan-move", args=pk)
        close = Action(_("Close to new members"), move, "lock")
        opening = Action(_("Open to new members"), move, "lock-open")
        delete = Action(_("Delete"), reverse("office:plan-delete", args=pk), "trash")
        return [close if self.plan.open_to_new else opening, delete]

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.plan, name) for name in dues_forms.PLAN_FIELDS}

    def do(self, form: dues_forms.PlanForm) -> str:
        change_plan(self.plan, actor=self.request.user, **form.cleaned_data)
        return reverse("office:plans")


class PlanPage(ConfirmPage):
    """Something that changes one plan for everybody."""

    capability = capabilities.EDIT
    plan: DuesPlan

    def prepare(self) -> None:
        self.plan = plan_or_404(self.kwargs["pk"])

    def get_parent(self) -> Link:
        return Link(self.plan.name, reverse("office:plan-edit", args=[self.plan.pk]))


class PlanMove(PlanPage):
    """Close an open plan to new members; open a closed one again."""

    done = gettext_lazy("Saved.")

    def get_title(self) -> str:
        words = {"plan": self.plan.name}
        if self.plan.open_to_new:
            return _("Close “%(plan)s” to new members") % words
        return _("Open “%(plan)s” to new members") % words

    def preview(self) -> Preview:
        if not self.plan.open_to_new:
            return Preview(_("Whoever it is for may choose it again."), _("Open it"))
        return Preview(
            _("Nobody new may choose it. Those who have it keep it, and renew it."), _("Close it")
        )

    def do(self, form: Any) -> str:
        is_open = not self.plan.open_to_new
        change_plan(self.plan, open_to_new=is_open, actor=self.request.user)
        return reverse("office:plans")


class PlanDelete(PlanPage):
    title = gettext_lazy("Delete a dues plan")
    done = gettext_lazy("The plan is deleted.")

    def preview(self) -> Preview:
        if self.plan.duesperiod_set.exists():
            return Preview(_("Members have had this plan: close it to new members instead."))
        sentence = _("“%(plan)s” is deleted. Nobody ever had it.") % {"plan": self.plan.name}
        return Preview(sentence, _("Delete the plan"), style="danger")

    def do(self, form: Any) -> str:
        delete_plan(self.plan, actor=self.request.user)
        return reverse("office:plans")
