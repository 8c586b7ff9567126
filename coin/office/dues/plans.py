"""Dues plans: the list, creation, change, closing to new members, deletion."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, EditPage, FormPage
from coin.members import capabilities
from coin.members.dues.plans_edit import EDITABLE, change_plan, create_plan, delete_plan
from coin.members.models import DuesPlan
from coin.office import pages_of
from coin.office.dues import forms as dues_forms
from coin.office.dues import tables as dues_tables


class PlanList(ListPage):
    capability = capabilities.SEE
    of = pages_of.DUES_PLANS
    table_class = dues_tables.PlanTable
    filterset_class = dues_tables.PlanFilter
    csv_name = "dues-plans"

    def get_actions(self) -> list[Action]:
        url = reverse("office:plan-new")
        return [Action(_("New plan"), url, "plus", capabilities.EDIT, "primary")]


class PlanNew(FormPage):
    parent = pages_of.DUES_PLANS
    capability = capabilities.EDIT
    title = gettext_lazy("New dues plan")
    form_class = dues_forms.PlanForm
    button = gettext_lazy("Create the plan")
    done = gettext_lazy("The plan is created.")

    def get_initial(self) -> dict[str, Any]:
        return {"open_to_new": True, "months": 12, "starts_day": 1, "starts_month": 1}

    def do(self, form: dues_forms.PlanForm) -> None:
        create_plan(actor=self.request.user, **form.cleaned_data)


class PlanEdit(EditPage[DuesPlan]):
    of = pages_of.DUES_PLANS
    fields = EDITABLE
    parent = pages_of.DUES_PLANS
    capability = capabilities.EDIT
    form_class = dues_forms.PlanForm
    intro = gettext_lazy("What was asked already stays: a change counts for the next periods.")

    def get_actions(self) -> list[Action]:
        pk = [self.object.pk]
        move = reverse("office:plan-move", args=pk)
        close = Action(_("Close to new members"), move, "lock")
        opening = Action(_("Open to new members"), move, "lock-open")
        delete = Action(_("Delete"), reverse("office:plan-delete", args=pk), "trash")
        return [close if self.object.open_to_new else opening, delete]

    def do(self, form: dues_forms.PlanForm) -> None:
        change_plan(self.object, actor=self.request.user, **form.cleaned_data)


class PlanPage(AboutPage[DuesPlan], ConfirmPage):
    """The base of the pages that ask to confirm an act on one dues plan. A subclass gives `preview` and `do`."""

    of = pages_of.DUES_PLANS
    capability = capabilities.EDIT


class PlanMove(PlanPage):
    """The page whose button closes an open dues plan to new members, or opens a closed plan again."""

    done = gettext_lazy("Saved.")

    def get_title(self) -> str:
        words = {"plan": self.object.name}
        if self.object.open_to_new:
            return _("Close “%(plan)s” to new members") % words
        return _("Open “%(plan)s” to new members") % words

    def preview(self) -> Preview:
        if not self.object.open_to_new:
            return Preview(_("Whoever it is for may choose it again."), _("Open it"))
        return Preview(
            _("Nobody new may choose it. Those who have it keep it, and renew it."), _("Close it")
        )

    def do(self, form: Any) -> str:
        is_open = not self.object.open_to_new
        change_plan(self.object, open_to_new=is_open, actor=self.request.user)
        return reverse("office:plans")


class PlanDelete(PlanPage):
    title = gettext_lazy("Delete a dues plan")
    done = gettext_lazy("The plan is deleted.")

    def preview(self) -> Preview:
        if self.object.duesperiod_set.exists():
            return Preview(_("Members have had this plan: close it to new members instead."))
        sentence = _("“%(plan)s” is deleted. Nobody ever had it.") % {"plan": self.object.name}
        return Preview(sentence, _("Delete the plan"), style="danger")

    def do(self, form: Any) -> str:
        delete_plan(self.object, actor=self.request.user)
        return reverse("office:plans")
