"""Reduced rates: who asked, the answer, and granting one without a request."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.badges import Badge, badge
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link
from coin.members import capabilities
from coin.members.dues.reduced_rates import (
    decline_reduced_rate,
    give_reduced_rate,
    grant_reduced_rate,
)
from coin.members.enums import ReducedRateState
from coin.members.models import ReducedRate
from coin.office.dues import forms as dues_forms
from coin.office.dues import tables as dues_tables
from coin.office.members.views import MemberPage, member_link
from coin.office.shared import tables


class ReducedRateList(ListPage):
    capability = capabilities.EDIT
    title = gettext_lazy("Reduced rates")
    table_class = dues_tables.ReducedRateTable
    filterset_class = dues_tables.ReducedRateFilter
    csv_name = "reduced-rates"

    def get_queryset(self) -> QuerySet[ReducedRate]:
        rates = ReducedRate.objects.filter(member__archived_at=None)
        return rates.select_related("member").order_by("-asked_at", "-pk")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s request", "%(count)s requests", count) % {"count": count}


class ReducedRatePage(FormPage):
    """An answer to one request."""

    capability = capabilities.EDIT
    rate: ReducedRate

    def prepare(self) -> None:
        found = ReducedRate.objects.select_related("member").filter(pk=self.kwargs["pk"])
        rate = found.first()
        if rate is None:
            raise Http404
        self.rate = rate

    def get_subtitle(self) -> str:
        return str(self.rate.member)

    def get_badges(self) -> list[Badge]:
        return [badge(ReducedRateState, self.rate.state)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rate=self.rate, **kwargs)


class ReducedRateAnswer(ReducedRatePage):
    """What the member says, and the form that grants it; what was answered, once it is."""

    template_name = "office/dues/reduced_rate.html"
    title = gettext_lazy("Reduced rate")
    form_class = dues_forms.GrantForm
    button = gettext_lazy("Grant the reduced rate")
    done = gettext_lazy("The reduced rate is granted, and the member told by mail.")

    def get_parent(self) -> Link:
        return Link(_("Reduced rates"), reverse("office:reduced-rates"))

    def get_actions(self) -> list[Action]:
        member = Action(_("See the member"), tables.member_url(self.rate.member), "user")
        if self.rate.state != ReducedRateState.REQUESTED:
            return [member]
        decline = reverse("office:reduced-rate-decline", args=[self.rate.pk])
        return [member, Action(_("Decline"), decline, "ban")]

    def do(self, form: dues_forms.GrantForm) -> str:
        grant_reduced_rate(self.rate, actor=self.request.user, **form.cleaned_data)
        return reverse("office:reduced-rates")


class ReducedRateDecline(ReducedRatePage):
    title = gettext_lazy("Decline the reduced rate")
    form_class = dues_forms.DeclineForm
    button = gettext_lazy("Decline")
    done = gettext_lazy("The request is declined, and the member told by mail.")

    def get_parent(self) -> Link:
        return Link(_("Reduced rate"), reverse("office:reduced-rate", args=[self.rate.pk]))

    def do(self, form: dues_forms.DeclineForm) -> str:
        decline_reduced_rate(self.rate, actor=self.request.user, **form.cleaned_data)
        return reverse("office:reduced-rates")


class ReducedRateNew(MemberPage):
    """Grant it to a member who asked by other means. What waits from them in coin is answered with it."""

    title = gettext_lazy("Grant the reduced rate")
    form_class = dues_forms.GrantForm
    button = gettext_lazy("Grant the reduced rate")
    done = gettext_lazy("The reduced rate is granted, and the member told by mail.")

    def get_parent(self) -> Link:
        return member_link(self.member)

    def do(self, form: dues_forms.GrantForm) -> str:
        give_reduced_rate(self.member, actor=self.request.user, **form.cleaned_data)
        return tables.member_url(self.member)
