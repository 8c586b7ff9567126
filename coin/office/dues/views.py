"""A member's dues: a period opened, changed while unpaid, marked as paid."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.due.dues import change_dues
from coin.core.models import Association
from coin.core.models.association import LateRenewal
from coin.core.money import ZERO
from coin.core.templatetags.coin import day, euros, last_day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage, Action, FormPage
from coin.members import capabilities
from coin.members.dues.renewals import Renewal, Situation
from coin.members.dues.services import confirm_dues_paid, open_dues_period
from coin.members.models import DuesPeriod, DuesPlan
from coin.office import pages_of
from coin.office.dues import forms as dues_forms
from coin.office.dues.forms import PaidOnForm
from coin.office.members.views import MemberPage


class DuesOpen(MemberPage):
    """The form that opens the next dues period of a member. `?plan=` (a key) fills in the amounts of that plan.

    The period is saved unpaid; the next billing run calls for it.
    """

    template_name = "office/dues/dues_open.html"
    form_class = dues_forms.DuesForm
    title = gettext_lazy("Open a dues period")
    button = gettext_lazy("Open the period")
    done = gettext_lazy("The period is open. The next billing run calls for these dues.")

    def get_actions(self) -> list[Action]:
        url = reverse("office:reduced-rate-new", args=[self.member.number])
        return [Action(_("Grant the reduced rate"), url, "tag")]

    @cached_property
    def situation(self) -> Situation:
        return Situation([self.member], timezone.localdate())

    @cached_property
    def plans(self) -> list[DuesPlan]:
        return self.situation.choices(self.member, by_volunteer=True)

    @cached_property
    def following(self) -> Renewal | None:
        """The suggested renewal, by the plan chosen on the page or else the member's own; None when there is none."""
        # After a refused form the plan stands in what was posted, and the amounts must be of that plan.
        query = self.request.POST or self.request.GET
        chosen_plan = next((plan for plan in self.plans if str(plan.pk) == query.get("plan")), None)
        renewal = self.situation.renewal(self.member, plan=chosen_plan, by_volunteer=True)
        return renewal if isinstance(renewal, Renewal) else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "initial": self.get_initial(),
            "member": self.member,
            "plans": self.plans,
            "following": self.following,
        }

    def get_initial(self) -> dict[str, Any]:
        renewal = self.following
        if renewal is None:
            return {}
        return {
            "plan": renewal.plan,
            "starts_on": renewal.starts_on,
            "amount": renewal.advised,
            "gift": renewal.gift or None,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(following=self.following, plans=self.plans, **kwargs)

    def do(self, form: dues_forms.DuesForm) -> None:
        values = form.cleaned_data
        values["gift"] = values["gift"] or ZERO
        open_dues_period(self.member, actor=self.request.user, **values)


class OfDues(AboutPage[DuesPeriod]):
    """The base of the pages about one dues period, which is `object`."""

    of = pages_of.DUES
    capability = capabilities.EDIT


class DuesChange(OfDues, FormPage):
    """The form that changes the amount and the gift of unpaid dues.

    A call that asked for the former amount is cancelled, and a new call issued.
    """

    title = gettext_lazy("Change what is asked")
    intro = gettext_lazy(
        "If these dues were called already, a credit note cancels the call and a new one is issued."
    )
    button = gettext_lazy("Change the amount")
    done = gettext_lazy("The amount is changed.")
    form_class = dues_forms.ChangeDuesForm

    def get_subtitle(self) -> str:
        return str(self.object)

    def get_initial(self) -> dict[str, Any]:
        return {"amount": self.object.amount, "gift": self.object.gift or None}

    def do(self, form: dues_forms.ChangeDuesForm) -> None:
        change_dues(
            self.object,
            amount=form.cleaned_data["amount"],
            gift=form.cleaned_data["gift"] or ZERO,
            actor=self.request.user,
        )


class DuesPaid(OfDues, ConfirmPage):
    title = gettext_lazy("Mark dues as paid")
    form_class = PaidOnForm
    done = gettext_lazy("The dues are marked as paid.")

    def preview(self) -> Preview:
        period = self.object
        if period.paid_on:
            return Preview(_("These dues are already marked as paid."))
        sentence = _("The dues of %(member)s count as paid, and the member is in good standing.")
        return Preview(
            sentence % {"member": period.member},
            button=_("Mark as paid"),
            facts=[
                (_("Plan"), period.plan.name),
                (_("Period"), period_words(period.starts_on, period.ends_on)),
                *amounts(period),
            ],
            warnings=self.warnings(),
        )

    def warnings(self) -> list[str]:
        warnings = [_("Record a payment instead when the money came to the association's account.")]
        counts_from = Association.current().late_renewal
        if counts_from == LateRenewal.FROM_PAID and self.object.starts_on < timezone.localdate():
            warnings.append(_("A renewal that is paid late counts from the day it is paid."))
        return warnings

    def do(self, form: PaidOnForm) -> None:
        paid_on = form.cleaned_data["paid_on"]
        confirm_dues_paid(self.object, paid_on=paid_on, actor=self.request.user)


def amounts(period: DuesPeriod) -> list[tuple[str, str]]:
    """The amounts of a period that are not zero, (label, euros in words), then their total unless there is just one."""
    pieces = [
        (_("Dues"), period.amount),
        (_("Entry fee"), period.entry_fee),
        (_("Gift"), period.gift),
    ]
    lines = [(label, euros(amount)) for label, amount in pieces if amount]
    return lines if len(lines) == 1 else [*lines, (_("Total"), euros(period.total))]


def period_words(starts_on: Any, ends_on: Any) -> str:
    return _("%(start)s to %(end)s") % {"start": day(starts_on), "end": day(last_day(ends_on))}
