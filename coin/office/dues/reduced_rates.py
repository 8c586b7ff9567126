"""Reduced rates: the requests, the answers, and a rate granted without a request."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.badges import Badge
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage
from coin.members import capabilities
from coin.members.dues.reduced_rates import (
    decline_reduced_rate,
    give_reduced_rate,
    grant_reduced_rate,
)
from coin.members.enums import ReducedRateState
from coin.members.models import ReducedRate
from coin.office import pages_of
from coin.office.dues import forms as dues_forms
from coin.office.dues import tables as dues_tables
from coin.office.members.views import MemberPage


class ReducedRateList(ListPage):
    capability = capabilities.EDIT
    of = pages_of.REDUCED_RATES
    table_class = dues_tables.ReducedRateTable
    filterset_class = dues_tables.ReducedRateFilter
    csv_name = "reduced-rates"

    def get_queryset(self) -> QuerySet[ReducedRate]:
        # Members kept by duty are on no everyday list.
        rates = ReducedRate.objects.filter(member__archived_at=None)
        return rates.select_related("member").order_by("-asked_at", "-pk")


class ReducedRatePage(AboutPage[ReducedRate], FormPage):
    """The base of the pages whose form answers one request for the reduced rate, which is `object`."""

    of = pages_of.REDUCED_RATES
    capability = capabilities.EDIT

    def get_subtitle(self) -> str:
        return str(self.object.member)

    def get_badges(self) -> list[Badge]:
        return pages_of.REDUCED_RATES.badges_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rate=self.object, **kwargs)


class ReducedRateAnswer(ReducedRatePage):
    """The member's request for the reduced rate and the form that grants it; once answered, the answer."""

    parent = pages_of.REDUCED_RATES
    template_name = "office/dues/reduced_rate.html"
    title = gettext_lazy("Reduced rate")
    form_class = dues_forms.GrantForm
    button = gettext_lazy("Grant the reduced rate")
    done = gettext_lazy("The reduced rate is granted, and the member told by mail.")

    def get_actions(self) -> list[Action]:
        member = Action(_("See the member"), pages_of.MEMBERS.url_of(self.object.member), "user")
        if self.object.state != ReducedRateState.REQUESTED:
            return [member]
        decline = reverse("office:reduced-rate-decline", args=[self.object.pk])
        return [member, Action(_("Decline"), decline, "ban")]

    def do(self, form: dues_forms.GrantForm) -> None:
        grant_reduced_rate(self.object, actor=self.request.user, **form.cleaned_data)


class ReducedRateDecline(ReducedRatePage):
    title = gettext_lazy("Decline the reduced rate")
    form_class = dues_forms.DeclineForm
    button = gettext_lazy("Decline")
    done = gettext_lazy("The request is declined, and the member told by mail.")

    def do(self, form: dues_forms.DeclineForm) -> str:
        decline_reduced_rate(self.object, actor=self.request.user, **form.cleaned_data)
        return reverse("office:reduced-rates")


class ReducedRateNew(MemberPage):
    """The form that grants the reduced rate to a member who asked by other means; the member is told by mail.

    It answers a request that waits in coin as well.
    """

    title = gettext_lazy("Grant the reduced rate")
    form_class = dues_forms.GrantForm
    button = gettext_lazy("Grant the reduced rate")
    done = gettext_lazy("The reduced rate is granted, and the member told by mail.")

    def do(self, form: dues_forms.GrantForm) -> None:
        give_reduced_rate(self.member, actor=self.request.user, **form.cleaned_data)
