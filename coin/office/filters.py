"""The filters of the office's lists."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coin.core import audit
from coin.core.filters import ChipFilter, FilterSet
from coin.members.people.search_text import normalise
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Offer, Service
from provisioning.enums import RunKind, RunState


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


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


class PoolFilter(FilterSet):
    search_help = _("Name or prefix")

    def search(self, queryset: Any, words: str) -> Any:
        return queryset.filter(Q(name__icontains=words) | Q(prefix__startswith=words))


class AssignmentFilter(FilterSet):
    search_help = _("Member or login")
    held = ChipFilter(
        label=_("Held"), choices=[("now", _("Now")), ("before", _("Before"))], method="filter_held"
    )

    def filter_held(self, queryset: Any, name: str, chosen: list[str]) -> Any:
        if len(chosen) != 1:
            return queryset
        return queryset.filter(released_at__isnull=chosen == ["now"])

    def search(self, queryset: Any, words: str) -> Any:
        for word in normalise(words).split():
            queryset = queryset.filter(
                Q(service__subscription__member__search_text__contains=word)
                | Q(service__login__contains=word)
            )
        return queryset


class RunFilter(FilterSet):
    search_help = _("Name of the deployment")
    state = ChipFilter(label=_("State"), choices=RunState.choices)
    kind = ChipFilter(label=_("Kind"), choices=RunKind.choices)

    def search(self, queryset: Any, words: str) -> Any:
        return queryset.filter(deployment__name__icontains=words)


class DeploymentFilter(FilterSet):
    search_help = _("Name of the deployment")

    def search(self, queryset: Any, words: str) -> Any:
        return queryset.filter(name__icontains=words)


def act_choices() -> list[tuple[str, str]]:
    return [(act.slug, str(act.label)) for act in audit.all_actions()]
