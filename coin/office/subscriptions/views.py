"""Subscriptions: the list, the record, a new subscription, and the moves that each state allows."""

from typing import Any

from django import forms as django_forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.errors import DomainError
from coin.core.templatetags.coin import euros
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link, RecordPage, put_beside_field
from coin.members import capabilities as members
from coin.network import capabilities as network
from coin.office import pages_of
from coin.office.journal import events
from coin.office.members.record import put_addresses
from coin.office.members.views import AboutMember
from coin.office.subscriptions.filters import SubscriptionFilter
from coin.office.subscriptions.forms import SubscribeForm
from coin.office.subscriptions.lists import subscriptions
from coin.office.subscriptions.money import SubscriptionMoney
from coin.office.subscriptions.tables import SubscriptionTable
from coin.subscriptions import capabilities, registry
from coin.subscriptions.enums import LIVE_SERVICES, LIVE_SUBSCRIPTIONS, SubscriptionState
from coin.subscriptions.life import request as request_services
from coin.subscriptions.models import Offer, OfferItem, Service, Subscription
from coin.subscriptions.prices.pricing import with_prices

State = SubscriptionState
MOVES = {
    State.REQUESTED: ("accept", "refuse"),
    State.ACCEPTED: ("suspend", "end"),
    State.ACTIVE: ("suspend", "end"),
    State.SUSPENDED: ("resume", "end"),
}


class SubscriptionList(ListPage):
    capability = capabilities.SEE
    of = pages_of.SUBSCRIPTIONS
    table_class = SubscriptionTable
    filterset_class = SubscriptionFilter
    csv_name = "subscriptions"

    def get_queryset(self) -> QuerySet[Subscription]:
        return subscriptions()


class SubscriptionRecord(RecordPage[Subscription]):
    of = pages_of.SUBSCRIPTIONS
    capability = capabilities.SEE
    template_name = "office/subscriptions/subscription.html"

    def get_object(self) -> Subscription:
        rows = Subscription.objects.select_related("member", "offer")
        return get_object_or_404(with_prices(rows), pk=self.kwargs["pk"])

    def get_subtitle(self) -> str:
        return str(self.object.member)

    def get_actions(self) -> list[Action]:
        words = {
            "accept": (_("Accept"), "check", "primary"),
            "refuse": (_("Refuse"), "x", ""),
            "suspend": (_("Suspend"), "player-pause", ""),
            "resume": (_("Resume"), "player-play", "primary"),
            "end": (_("End"), "player-stop", ""),
        }
        moves = [
            Action(label, move_url(move, self.object), icon, capabilities.EDIT, style)
            for move in MOVES.get(State(self.object.state), ())
            for label, icon, style in [words[move]]
        ]
        return moves + self.pro_forma()

    def pro_forma(self) -> list[Action]:
        if self.object.state != State.REQUESTED:
            return []
        url = reverse("office:subscription-pro-forma", args=[self.object.pk])
        return [Action(_("Pro forma"), url, "file-download", capabilities.SEE)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = list(self.object.services.all())
        put_addresses(rows, shown=user.has_capability(network.SEE.slug))
        for service in rows:
            put_type(service)
        context = super().get_context_data(services=rows, **self.money(), **kwargs)
        if user.has_capability(members.JOURNAL.slug):
            context["events"] = events.events(self.history(rows)[:20])
        return context

    def money(self) -> dict[str, Any]:
        """What the template shows of the cost and of those who pay it, and what this person may change of both."""
        state, may = self.object.state, self.request.user.has_capability(capabilities.EDIT.slug)
        is_live = state in LIVE_SUBSCRIPTIONS
        return {
            "money": SubscriptionMoney(self.object),
            "suspensions": list(self.object.suspensions.all()),
            "is_live": is_live,
            "can_change": may and (is_live or state == State.ENDED),
            "can_share": may and is_live,
            "today": timezone.localdate(),
        }

    def history(self, rows: list[Service]) -> Any:
        prices = [price.pk for price in self.object.prices.all()]
        rows_of_others = Q(subject_type="subscriptions.split") & ~Q(
            member_number=self.object.member.number
        )
        entries = events.about(
            ("subscriptions.subscription", [self.object.pk]),
            ("subscriptions.service", [service.pk for service in rows]),
            ("subscriptions.price", prices),
            ("subscriptions.split", [split.pk for split in self.object.splits.all()]),
        )
        # The journal has a row of a split for each member who shares: the subscriber's row is enough.
        return entries.exclude(rows_of_others)


def put_type(service: Service) -> None:
    """Put on a service its `type` (ServiceType), and in `missing_words` what the member still has to give.

    The words are empty when nothing is missing or the service is over. Nothing is saved.
    """
    service_type = registry.get(service.service_type)
    is_live = service.state in LIVE_SERVICES
    service.type = service_type  # type: ignore[attr-defined]
    service.missing_words = service_type.missing(service) if is_live else ""  # type: ignore[attr-defined]


def move_url(move: str, subscription: Subscription) -> str:
    return reverse(f"office:subscription-{move}", args=[subscription.pk])


class OfferChoice(AboutMember):
    """The page of the offers to which a member may subscribe: open ones with a service. Each leads to a form."""

    capability = capabilities.EDIT
    template_name = "office/subscriptions/offer_choice.html"
    title = gettext_lazy("Which offer?")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # An offer without a service would give a subscription that sets nothing up.
        offers = Offer.objects.filter(open_to_new=True, items__isnull=False).distinct()
        return super().get_context_data(
            offers=offers.prefetch_related("items"), member=self.member, **kwargs
        )


class SubscriptionNew(AboutMember, FormPage):
    """The form of a new subscription: the price where it is free, the parameters of each service, and a note.

    The subscription is saved as requested; a volunteer accepts it next.
    """

    capability = capabilities.EDIT
    template_name = "office/subscriptions/subscription_new.html"
    form_class = SubscribeForm
    button = gettext_lazy("Request the subscription")
    done = gettext_lazy("The subscription is requested. Accept it so that its services are set up.")
    offer: Offer
    parts: list[tuple[OfferItem, django_forms.Form]]

    def prepare(self) -> None:
        super().prepare()
        self.offer = get_object_or_404(Offer, slug=self.kwargs["slug"])
        self.parts = list(self.make_parts())

    def make_parts(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        for item in self.offer.items.all():
            form = registry.get(item.service_type).parameters_form(data)
            if form is not None:
                # Two services of one type ask for the same fields: the prefix tells them apart.
                form.prefix = f"item{item.pk}"
                yield item, form

    def get_title(self) -> str:
        return self.offer.name

    def get_subtitle(self) -> str:
        price = euros(self.offer.monthly_price)
        return _("%(price)s a month, for %(member)s") % {"price": price, "member": self.member}

    def get_parent(self) -> Link:
        return Link(_("Another offer"), reverse("office:offer-choice", args=[self.member.number]))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"offer": self.offer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parts=self.parts, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        form = self.get_form()
        # A list, so that every form is checked and shows its errors; `and` would stop at the first.
        validity = [form.is_valid(), *(part.is_valid() for _item, part in self.parts)]
        if not all(validity):
            return self.show(form, status=422)
        return self.subscribe(form)

    def subscribe(self, form: django_forms.Form) -> HttpResponse:
        try:
            subscription = request_services.subscribe(
                self.member,
                self.offer,
                actor=self.request.user,
                parameters={item.pk: part.cleaned_data for item, part in self.parts},
                **form.cleaned_data,
            )
        except DomainError as error:
            put_beside_field(form, error)
            return self.show(form, status=error.status)
        return HttpResponseRedirect(pages_of.SUBSCRIPTIONS.url_of(subscription))
