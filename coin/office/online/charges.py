"""Charges of a day by the cards and accounts that members let Stripe keep: an act of two people."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing.online.announcing import checked_day
from coin.billing.online.plan import Plan, first_day, plan
from coin.billing.online.sensitive import CHARGE_MEANS
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.templatetags.coin import day, euros
from coin.core.views.confirm import Preview
from coin.core.views.sensitive import SensitivePage
from coin.office import pages_of
from coin.office.online import forms as online_forms
from coin.office.online.views import OnlinePage

SHOWN = 500


class OnlineCharges(OnlinePage, SensitivePage):
    act = CHARGE_MEANS
    parent = pages_of.ONLINE_PAYMENTS
    template_name = "office/online/online_charges.html"
    title = gettext_lazy("Charge cards and accounts")
    done = gettext_lazy("The members are told by mail; each charge is made on its day.")
    found: Plan

    def prepare(self) -> None:
        self.found = plan(self.asked_day())

    def asked_day(self) -> date:
        try:
            day_in_url = parse_date(self.request.GET.get("charge_on", ""))
        except ValueError:  # a day that no calendar has, like 2026-02-30
            day_in_url = None
        return day_in_url or first_day()

    def get_subject(self) -> models.Model:
        return Association.current()

    def get_arguments(self, form: Any) -> dict[str, Any]:
        # The total goes with the proposal: the second person confirms this amount, and no other.
        return {"charge_on": self.found.charge_on.isoformat(), "total": str(self.found.total)}

    def preview(self) -> Preview:
        charge_plan, count = self.found, len(self.found.lines)
        try:
            checked_day(charge_plan.charge_on)
        except InvalidInput as refusal:
            return Preview(refusal.message, count=0)
        if not count:
            return Preview(_("There is nothing to charge on that day."), count=0)
        words = ngettext(
            "%(total)s is taken on %(day)s by %(count)s charge; each member is told by mail now.",
            "%(total)s are taken on %(day)s by %(count)s charges; each member is told by mail now.",
            count,
        )
        values = {
            "total": euros(charge_plan.total),
            "day": day(charge_plan.charge_on),
            "count": count,
        }
        button = ngettext("Announce %(count)s charge", "Announce %(count)s charges", count)
        return Preview(
            words % values,
            button % values,
            count,
            facts=[
                (_("Day of the charge"), day(charge_plan.charge_on)),
                (_("Total"), euros(charge_plan.total)),
                (_("Worth a look"), len(charge_plan.odd)),
                (_("Not charged"), len(charge_plan.asides)),
            ],
            warnings=self.silent(),
        )

    def silent(self) -> list[str]:
        count = sum(not line.member.email for line in self.found.lines)
        words = ngettext(
            "%(count)s charge is of a member without a mail address: tell them otherwise.",
            "%(count)s charges are of members without a mail address: tell them otherwise.",
            count,
        )
        return [words % {"count": count}] if count else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day_form: forms.Form = online_forms.ChargeDayForm(
            initial={"charge_on": self.found.charge_on}
        )
        # Odd charges first: the page shows SHOWN lines, and what needs a look must never be among the hidden ones.
        lines = sorted(self.found.lines, key=lambda line: not line.odd)
        return super().get_context_data(
            found=self.found,
            lines=lines[:SHOWN],
            hidden=max(0, len(lines) - SHOWN),
            day_form=day_form,
            **kwargs,
        )

    def get_done_url(self) -> str:
        return reverse("office:online-payments")
