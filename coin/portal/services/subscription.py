"""What one subscription costs the member: its prices, their share; choosing a free price, asking to share the cost."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.money import ZERO
from coin.core.templatetags.coin import day as day_words
from coin.core.views.pages import Action, FormPage, Link
from coin.network.assignments.holders import current_of
from coin.portal.services.forms import PriceForm, SharingForm
from coin.portal.shared.pages import MY_SERVICES, MoneyPage
from coin.portal.shared.roles import Part
from coin.subscriptions import wording
from coin.subscriptions.enums import LIVE_SERVICES, LIVE_SUBSCRIPTIONS
from coin.subscriptions.models import SharingRequest, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices.history import price_history
from coin.subscriptions.prices.services import choose_price, next_choice_on
from coin.subscriptions.sharing import queries as sharing
from coin.subscriptions.sharing.requests import ask_to_share


class SubscriptionPage(MoneyPage):
    """The base of the pages about a subscription of the member, or about one of somebody else whose cost they share.

    A 404 for any other.
    """

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def subscription(self) -> Subscription:
        pk = self.kwargs["pk"]
        own = pricing.with_prices(self.subscriptions().select_related("member")).filter(pk=pk)
        shared = (line for line in sharing.lines_shared(self.member, self.today) if line.pk == pk)
        subscription = own.first() or next(shared, None)
        if subscription is None:
            raise Http404
        return subscription

    @property
    def is_own(self) -> bool:
        return self.subscription.member_id == self.member.pk

    @property
    def is_live(self) -> bool:
        return self.subscription.state in LIVE_SUBSCRIPTIONS


class SubscriptionCost(SubscriptionPage):
    template_name = "portal/services/subscription.html"
    parent = MY_SERVICES

    def get_title(self) -> str:
        return self.subscription.offer.name

    def get_parent(self) -> Link | None:
        return super().get_parent() if self.opens(Part.SERVICES) else None

    def get_actions(self) -> list[Action]:
        if not (self.is_own and self.is_live and self.opens(Part.RECORD)):
            return []
        pk, actions = [self.subscription.pk], []
        if self.subscription.offer.is_free_price:
            url = reverse("portal:choose-price", args=pk)
            actions.append(Action(_("Choose my price"), url, "pencil", style="primary"))
        if not SharingRequest.objects.filter(subscription=self.subscription).exists():
            url = reverse("portal:ask-to-share", args=pk)
            actions.append(Action(_("Share the cost"), url, "users"))
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subscription, today = self.subscription, self.today
        price = pricing.price_on(subscription, today)
        return super().get_context_data(
            subscription=subscription,
            is_own=self.is_own,
            today=today,
            price=price,
            cost=pricing.cost_on(subscription, today),
            at_once=wording.term_price(subscription.term, price),
            when_billed=wording.when_billed(subscription),
            history=price_history(subscription) if self.is_own else [],
            reduced=self.reduced(),
            sharing=list(self.sharing()),
            assignments=self.assignments(),
            **kwargs,
        )

    def reduced(self) -> date | None:
        """The day on which the reduced rate of today ends (that day not included); None without one."""
        prices = [price for price in price_history(self.subscription) if price.is_reduced]
        return next((price.until for price in prices if price.holds(self.today)), None)

    def sharing(self) -> Any:
        """(first day, the member's share a month, in euros, the others' short names), now and later.

        Days to come are the first days of the splits that are planned; today is left out while the member pays alone.
        """
        splits = self.subscription.splits.all()
        starts = [split.starts_on for split in splits if split.starts_on > self.today]
        for day in [self.today, *starts]:
            paid = sharing.paid_on(self.subscription, day)
            parts = sharing.compare({}, paid)
            names = [part.name for part in parts if part.member.pk != self.member.pk]
            share: Decimal = paid.get(self.member.pk, ZERO)
            # Without names the member pays alone: nothing to tell of today, but news of a day to come.
            if names or day > self.today:
                yield day, share, names

    def assignments(self) -> list[Any]:
        """The addresses of a line that somebody else holds and the member shares today.

        Empty for a line of the member's own: its services have their own pages.
        """
        if self.is_own or not self.is_sharing_now():
            return []
        rows = list(self.subscription.services.filter(state__in=LIVE_SERVICES))
        return [assignment for holding in current_of(rows).values() for assignment in holding]

    def is_sharing_now(self) -> bool:
        return self.member.pk in sharing.members_of(pricing.split_on(self.subscription, self.today))


class OwnSubscriptionForm(SubscriptionPage, FormPage):
    """The base of the forms about a subscription of the member's own that runs: a 404 for any other."""

    part = Part.RECORD

    def prepare(self) -> None:
        if not (self.is_own and self.is_live):
            raise Http404

    def get_parent(self) -> Link:
        url = reverse("portal:subscription", args=[self.subscription.pk])
        return Link(self.subscription.offer.name, url)


class ChoosePrice(OwnSubscriptionForm):
    title = gettext_lazy("Choose my price")
    button = gettext_lazy("Choose this price")
    intro = gettext_lazy(
        "Give what you can: what some give above the advised price lets others give less."
    )
    form_class = PriceForm

    def prepare(self) -> None:
        super().prepare()
        if not self.subscription.offer.is_free_price:
            raise Http404
        words = _("Your price is recorded. It counts from %(day)s.")
        self.done = words % {"day": day_words(self.starts_on)}

    def get_form_kwargs(self) -> dict[str, Any]:
        lasting = pricing.lasting_price_on(self.subscription, self.starts_on)
        return {"offer": self.subscription.offer, "initial": {"monthly_price": lasting}}

    @cached_property
    def starts_on(self) -> date:
        return next_choice_on(self.subscription)

    def get_subtitle(self) -> str:
        return _("It counts from %(day)s.") % {"day": day_words(self.starts_on)}

    def do(self, form: PriceForm) -> None:
        choose_price(self.subscription, actor=self.request.user, **form.cleaned_data)


class AskToShare(OwnSubscriptionForm):
    title = gettext_lazy("Share the cost")
    button = gettext_lazy("Ask to share it")
    intro = gettext_lazy(
        "Several members can share one line: each is billed their own part. Everyone is told before anything changes."
    )
    done = gettext_lazy("Your request is recorded. A volunteer answers you.")
    form_class = SharingForm

    def do(self, form: SharingForm) -> None:
        ask_to_share(self.subscription, actor=self.request.user, **form.cleaned_data)
