"""The filters of lists about documents and payments."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import DocumentKind, PaymentMeans, PaymentStatus
from coin.core.filters import ChipFilter, FilterSet
from coin.members.people.search_text import normalise
from coin.office.shared.filters import day_input


class DocumentFilter(FilterSet):
    search_help = _("Number or member")
    payment_status = ChipFilter(label=_("State"), choices=PaymentStatus.choices)
    kind = ChipFilter(label=_("Kind"), choices=DocumentKind.choices)

    def search(self, queryset: Any, words: str) -> Any:
        for word in normalise(words).split():
            queryset = queryset.filter(
                Q(number__icontains=word) | Q(member__search_text__contains=word)
            )
        return queryset


class PaymentFilter(FilterSet):
    search_help = _("Member or reference")
    means = ChipFilter(label=_("Means"), choices=PaymentMeans.choices)
    since = django_filters.DateFilter(
        label=_("From"), field_name="received_on", lookup_expr="gte", widget=day_input()
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="received_on", lookup_expr="lte", widget=day_input()
    )

    def search(self, queryset: Any, words: str) -> Any:
        for word in normalise(words).split():
            queryset = queryset.filter(
                Q(reference__icontains=word) | Q(member__search_text__contains=word)
            )
        return queryset
