"""The filters of subscriptions and offers."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Offer, Service


class SubscriptionFilter(FilterSet):
    search_help = _("Member, offer or login")
    searched = ("member__search_text", "offer__name")
    state = ChipFilter(label=_("State"), choices=SubscriptionState.choices)
    offer = django_filters.ModelChoiceFilter(
        label=_("Offer"), queryset=Offer.objects.order_by("name"), empty_label=_("Every offer")
    )

    def fits(self, word: str) -> Q:
        # Exists and not a join: a subscription with two services that fit is found once.
        login = Service.objects.filter(subscription=OuterRef("pk"), login__contains=word)
        return super().fits(word) | Q(Exists(login))


class OfferFilter(FilterSet):
    search_help = _("Name of the offer")
    searched = ("name",)
