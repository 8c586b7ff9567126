"""TODO-DOC"""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.members.people.search_text import normalise
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Offer, Service


class SubscriptionFilter(FilterSet):
    search_help = _("Member, offer or login")
    state = ChipFilter(label=_("State"), choices=SubscriptionState.choices)
    offer = django_filters.ModelChoiceFilter(
        label=_("Offer"), queryset=Offer.objects.order_by("name"), empty_label=_("Every offer")
    )

    def search(self, queryset: Any, words: str) -> Any:
        for word in normalise(words).split():
            login = Service.objects.filter(subscription=OuterRef("pk"), login__contains=word)
            queryset = queryset.filter(
                Q(member__search_text__contains=word)
                | Q(offer__name__icontains=word)
                | Q(Exists(login))
            )
        return queryset


class OfferFilter(FilterSet):
    search_help = _("Name of the offer")

    def search(self, queryset: Any, words: str) -> Any:
        return queryset.filter(name__icontains=words)
