"""The filters of the lists of documents and payments."""

import django_filters
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import DocumentKind, PaymentMeans, PaymentStatus
from coin.core.filters import ChipFilter, FilterSet
from coin.office.shared.filters import day_input


class DocumentFilter(FilterSet):
    search_help = _("Number or member")
    searched = ("number", "member__search_text")
    payment_status = ChipFilter(label=_("State"), choices=PaymentStatus.choices)
    kind = ChipFilter(label=_("Kind"), choices=DocumentKind.choices)


class PaymentFilter(FilterSet):
    search_help = _("Member or reference")
    searched = ("reference", "member__search_text")
    means = ChipFilter(label=_("Means"), choices=PaymentMeans.choices)
    since = django_filters.DateFilter(
        label=_("From"), field_name="received_on", lookup_expr="gte", widget=day_input()
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="received_on", lookup_expr="lte", widget=day_input()
    )
