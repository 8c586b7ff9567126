"""The member's services: which they have, whether each works, and what the member may change themselves."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.pages import Action, FormPage
from coin.portal.services import client_configuration
from coin.portal.services.cards import ServiceCard, cards
from coin.portal.shared.pages import MY_SERVICES, MemberPage, MemberRecord
from coin.portal.shared.roles import Part
from coin.subscriptions import registry
from coin.subscriptions.enums import LIVE_SERVICES, SubscriptionState
from coin.subscriptions.life.change import change_service
from coin.subscriptions.models import Service
from coin.subscriptions.prices.pricing import price_on
from coin.subscriptions.registry import ServiceType
from coin.subscriptions.sharing.queries import lines_shared


class Services(MemberPage):
    """The page of the member's services: live ones and those over, the subscriptions asked for, the lines shared."""

    part = Part.SERVICES
    template_name = "portal/services/services.html"
    title = gettext_lazy("My services")

    def get_actions(self) -> list[Action]:
        if not self.opens(Part.RECORD):
            return []
        url = reverse("portal:choose-offer")
        return [Action(_("New subscription"), url, "plus", style="primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cards=cards(self.services().filter(state__in=LIVE_SERVICES)),
            asked=self.subscriptions().filter(state=SubscriptionState.REQUESTED),
            shared=lines_shared(self.member, timezone.localdate()),
            over=self.services().exclude(state__in=LIVE_SERVICES).order_by("-ended_on"),
            **kwargs,
        )


class ServicePage(MemberRecord[Service]):
    """The base of the pages about one service of the member. `card` says whether it works, and its addresses."""

    part = Part.SERVICES

    def get_queryset(self) -> QuerySet[Service]:
        return self.services()

    @cached_property
    def card(self) -> ServiceCard:
        return cards([self.object])[0]


class OneService(ServicePage, FormPage):
    """One service: its addresses, its settings, and the form of those that the member chooses themselves.

    The press saves the change; the servers take it soon. A POST is a 404 where there is nothing to choose.
    """

    template_name = "portal/services/service.html"
    parent = MY_SERVICES
    button = gettext_lazy("Apply")
    done = gettext_lazy("Your change is recorded. The servers take it in a moment.")

    def prepare(self) -> None:
        if self.request.method == "POST" and not self.may_change():
            raise Http404

    def may_change(self) -> bool:
        """Whether the service still lives, and its type leaves something to choose."""
        live = self.object.state in LIVE_SERVICES
        return live and self.type.parameters_form(service=self.object) is not None

    @property
    def type(self) -> ServiceType:
        return registry.get(self.object.service_type)

    def get_title(self) -> str:
        return str(self.object)

    def get_form(self) -> forms.Form:
        data = self.request.POST if self.request.method == "POST" else None
        return self.type.parameters_form(data, service=self.object) or forms.Form()

    def do(self, form: forms.Form) -> str:
        change_service(self.object, actor=self.request.user, parameters=form.cleaned_data)
        # A redirection without a fragment would keep the form's own #choose (RFC 9110, 10.2.2).
        return f"{self.request.path}#state"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            card=self.card,
            price=price_on(self.object.subscription, timezone.localdate()),
            may_change=self.may_change(),
            configuration=client_configuration.of(self.object, self.card.assignments),
            **kwargs,
        )


class ServiceState(ServicePage):
    """The part of a service's page that says whether it works. htmx asks for it until the servers hold the change."""

    template_name = "portal/services/service_state.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"card": self.card}
