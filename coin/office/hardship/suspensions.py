"""Suspensions for unpaid documents: coin proposes them, a person decides or puts them off."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.capabilities import REMIND
from coin.billing.hardship import suspensions
from coin.billing.hardship.put_off import put_off
from coin.core.models import Association
from coin.core.views.pages import Link, Page
from coin.office.hardship import forms as hardship_forms
from coin.office.members.views import MemberPage


class Suspensions(Page):
    """Members whose documents are still unpaid so many days (a setting) after their last reminder.

    Nothing is done here: a person looks at each of them, and suspends by hand or puts it off.
    """

    capability = REMIND
    template_name = "office/hardship/suspensions.html"
    title = gettext_lazy("Suspensions to decide")
    subtitle = gettext_lazy("Nothing is suspended by itself: write or call first.")

    def get_parent(self) -> Link:
        return Link(_("Reminders of unpaid documents"), reverse("office:document-reminders"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            proposals=suspensions.proposals(timezone.localdate()),
            days=Association.current().suspension_after_days,
            **kwargs,
        )


class SuspensionPutOff(MemberPage):
    capability = REMIND
    title = gettext_lazy("Not now")
    intro = gettext_lazy("No suspension is proposed for this member before the day you give.")
    form_class = hardship_forms.PutOffForm
    button = gettext_lazy("Put it off")
    done = gettext_lazy("It is put off.")

    def get_subtitle(self) -> str:
        return str(self.member)

    def get_parent(self) -> Link:
        return Link(_("Suspensions to decide"), reverse("office:suspensions"))

    def do(self, form: hardship_forms.PutOffForm) -> str:
        put_off(self.member, actor=self.request.user, **form.cleaned_data)
        return reverse("office:suspensions")
