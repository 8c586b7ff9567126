"""My membership: my standing, the dues asked of me, renewing, reminders, the reduced rate, leaving."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.balance import queries as money
from coin.billing.due.dues import Renewed, renew_dues
from coin.billing.receipts import services as receipts
from coin.core.badges import Badge, badge
from coin.core.money import ZERO
from coin.core.templatetags.coin import day, euros, last_day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage
from coin.core.views.places import Place
from coin.members.data.erasure_plan import rules_about
from coin.members.dues.reduced_rates import ask_reduced_rate
from coin.members.dues.renew import choose_reminders, resign
from coin.members.dues.renewals import Renewal
from coin.members.enums import Standing
from coin.portal.membership.forms import ReducedRateForm, RemindersForm, RenewForm, ResignForm
from coin.portal.membership.situation import Membership
from coin.portal.money.transfer import transfer
from coin.portal.shared.pages import MoneyPage
from coin.portal.shared.roles import Part
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS


class MembershipPage(MoneyPage):
    parent: Place | None = Place(gettext_lazy("My membership"), "portal:membership")

    @cached_property
    def membership(self) -> Membership:
        return Membership(self.member)


class MyMembership(MembershipPage):
    template_name = "portal/membership/membership.html"
    title = gettext_lazy("My membership")
    parent = None

    def get_badges(self) -> list[Badge]:
        return [badge(Standing, self.member.standing)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        membership, asked, renewal = self.membership, self.membership.asked, self.membership.renewal
        return super().get_context_data(
            membership=membership,
            asked=asked,
            balance=asked.total if asked else ZERO,
            transfer=transfer(self.member, asked.total) if asked else None,
            renewal=renewal if isinstance(renewal, Renewal) else None,
            why_not=renewal if isinstance(renewal, str) and not asked else "",
            rate=self.member.reduced_rates.first(),
            today=timezone.localdate(),
            leaves_on=self.member.left_on or self.member.excluded_on,
            receipted=receipts.periods_called(membership.periods),
            **kwargs,
        )


class Renew(MembershipPage, FormPage):
    """The form that renews: it opens the next dues period, at the amount that the member chooses.

    The page that follows says how to pay the dues. When nothing can be renewed it leads to the page of the membership.
    """

    template_name = "portal/membership/renew.html"
    title = gettext_lazy("Renew my membership")
    button = gettext_lazy("Renew")
    form_class = RenewForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_rights()  # it finds the member, whom the choices are of
        if self.choices:
            return super().dispatch(request, *args, **kwargs)
        # Another tab renewed, or it is too early: the membership's page says which.
        return redirect("portal:membership")

    @cached_property
    def choices(self) -> list[Renewal]:
        return self.membership.choices()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"choices": self.choices}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(first=self.choices[0], **kwargs)

    def do(self, form: RenewForm) -> None:
        renewed = renew_dues(
            self.member,
            plan=form.chosen,
            amount=form.cleaned_data["amount"],
            gift=form.cleaned_data["gift"] or ZERO,
            at_each_renewal=form.cleaned_data["at_each_renewal"],
            actor=self.request.user,
        )
        messages.success(self.request, self.told(renewed))

    def told(self, renewed: Renewed) -> str:
        if renewed.period.paid_on:  # the member's credit paid them
            until = {"day": day(last_day(renewed.period.ends_on))}
            return _("It is done: your dues are paid until %(day)s.") % until
        if renewed.call:
            words = {"number": renewed.call.number}
            return _("Your call for dues is %(number)s. Here is how to pay it.") % words
        return _("Your renewal is recorded. Here is how to pay it; the document follows.")


class MyReminders(MembershipPage, FormPage):
    title = gettext_lazy("Mails about my dues")
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    form_class = RemindersForm

    def get_initial(self) -> dict[str, Any]:
        until = self.member.reminders_paused_until
        paused = bool(until and until > timezone.localdate())
        if not self.member.wants_reminders:
            return {"choice": RemindersForm.NO}
        choice = RemindersForm.PAUSE if paused else RemindersForm.YES
        return {"choice": choice, "paused_until": until if paused else None}

    def do(self, form: RemindersForm) -> None:
        choice = form.cleaned_data["choice"]
        until = form.cleaned_data["paused_until"] if choice == form.PAUSE else None
        choose_reminders(
            self.member,
            wanted=choice != form.NO,
            paused_until=until,
            actor=self.request.user,
        )


class AskReducedRate(MembershipPage, FormPage):
    title = gettext_lazy("Ask for the reduced rate")
    intro = gettext_lazy("A volunteer answers you by mail. What you write is read by them alone.")
    button = gettext_lazy("Ask")
    done = gettext_lazy("Your request is recorded. You get the answer by mail.")
    form_class = ReducedRateForm

    def do(self, form: ReducedRateForm) -> None:
        ask_reduced_rate(self.member, actor=self.request.user, **form.cleaned_data)


class Resign(MembershipPage, ConfirmPage):
    part = Part.RECORD
    template_name = "portal/membership/resign.html"
    title = gettext_lazy("Leave the association")
    form_class = ResignForm
    done = gettext_lazy("Your departure is recorded. Thank you for the way made together.")

    def preview(self) -> Preview:
        if self.member.left_on or self.member.excluded_on:
            return Preview(_("Your departure is recorded already."))
        return Preview(
            _("Your membership ends on the day you choose. Here is what happens then."),
            _("Leave the association"),
            facts=self.facts(),
            warnings=self.warnings(),
            style="danger",
        )

    @cached_property
    def owed(self) -> Decimal:
        return money.balance(self.member)

    def facts(self) -> list[tuple[str, str]]:
        until = self.membership.paid_until
        not_returned = _("Paid until %(day)s: what was given is not paid back.")
        return [
            (_("Membership"), str(self.member)),
            *([(_("Dues"), not_returned % {"day": day(last_day(until))})] if until else []),
            (_("What I owe"), euros(max(self.owed, ZERO))),
            *([(_("In my favour"), euros(-self.owed))] if self.owed < 0 else []),
        ]

    def warnings(self) -> list[str]:
        live = self.subscriptions().filter(state__in=LIVE_SUBSCRIPTIONS)
        names = ", ".join(subscription.offer.name for subscription in live)
        warnings = []
        if names:
            words = _("These subscriptions go on until a volunteer ends them with you: %(names)s.")
            warnings.append(words % {"names": names})
        if self.owed > ZERO:
            warnings.append(_("What is owed stays owed."))
        if self.owed < ZERO:
            warnings.append(_("Write to the association to have back what is in your favour."))
        return warnings

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rules = [
            (rule.label, rule.source, rule.since(self.member, today), rule.months_here)
            for rule in rules_about(self.member)
            if rule.since
        ]
        return super().get_context_data(kept=rules, **kwargs)

    def do(self, form: ResignForm) -> None:
        resign(self.member, actor=self.request.user, **form.cleaned_data)
