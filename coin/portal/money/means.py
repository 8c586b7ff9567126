"""The card or the bank account that a member lets Stripe keep: shown, given, removed."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import OnlinePayment, StoredMeans
from coin.billing.online import beginning, keeping
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import Action, FormPage, Page
from coin.core.views.places import Place
from coin.portal.money import online_forms
from coin.portal.money.online import LeavesForStripe, OnlinePage
from coin.portal.shared.pages import MemberRecord

MY_MEANS = Place(gettext_lazy("My card or account"), "portal:means")


class MyMeans(OnlinePage, Page):
    title = gettext_lazy("My card or account")
    template_name = "portal/money/means.html"

    @cached_property
    def current(self) -> StoredMeans | None:
        return StoredMeans.objects.filter(member=self.member, is_on=True).first()

    def get_actions(self) -> list[Action]:
        words = _("Give another one") if self.current else _("Give a card or an account")
        give = Action(words, reverse("portal:means-new"), "credit-card", style="primary")
        if self.current is None:
            return [give]
        remove = reverse("portal:means-remove", args=[self.current.pk])
        return [give, Action(_("Remove it"), remove, "trash")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        charges = OnlinePayment.objects.filter(
            member=self.member, kind=OnlineKind.CHARGE, state=OnlineState.OPEN
        )
        return super().get_context_data(
            current=self.current,
            today=timezone.localdate(),
            coming=list(charges.prefetch_related("documents").order_by("charge_on", "pk")),
            **kwargs,
        )


class GiveMeans(LeavesForStripe, FormPage):
    title = gettext_lazy("Give a card or an account")
    parent = MY_MEANS
    intro = gettext_lazy(
        "It is given on the page of Stripe, which keeps it: the association sees its last four characters. What you "
        "owe is then taken on its day, and you are told by mail beforehand. You may remove it whenever you like."
    )
    form_class = online_forms.MeansForm
    button = gettext_lazy("Go to the page of Stripe")

    def do(self, form: online_forms.MeansForm) -> str:
        _attempt, url = beginning.store_means(
            self.member, actor=self.request.user, **form.cleaned_data
        )
        return url


class RemoveMeans(OnlinePage, MemberRecord[StoredMeans], ConfirmPage):
    title = gettext_lazy("Remove my card or account")
    parent = MY_MEANS
    done = gettext_lazy("It is removed: nothing more is taken by it.")

    def get_queryset(self) -> QuerySet[StoredMeans]:
        in_use = StoredMeans.objects.filter(member=self.member, is_on=True)
        return in_use.select_related("member")

    def preview(self) -> Preview:
        warnings = []
        if keeping.announced(self.object).exists():
            warnings.append(_("What was announced is not taken: it is to be paid otherwise."))
        return Preview(
            _("Nothing more is taken by %(means)s, and Stripe forgets it.")
            % {"means": f"{self.object.get_kind_display()} {self.object}"},
            _("Remove it"),
            warnings=warnings,
            style="danger",
        )

    def do(self, form: Any) -> None:
        keeping.remove(
            self.object, actor=self.request.user, reason=_("by the member, in the portal")
        )
