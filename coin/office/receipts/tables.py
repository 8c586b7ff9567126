"""The list of receipts: its columns and its filters."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import ReceiptKind
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import Column, DayColumn, LinkColumn, MoneyColumn, Table
from coin.office import pages_of
from coin.office.shared.filters import day_input

STATES = [("valid", _("In force")), ("void", _("Void")), ("asked_back", _("Asked back"))]


class ReceiptTable(Table):
    empty = _("No receipt yet. A payment or a call for dues that is paid has a button for it.")
    number = LinkColumn(
        verbose_name=_("Number"),
        to=pages_of.RECEIPTS.url_of,
        order_by=("issued_on", "series", "series_number"),
        attrs={"td": {"class": "row-title whole"}},
    )
    kind = Column(verbose_name=_("Kind"))
    member = Column(
        verbose_name=_("Member"),
        order_by=("member__last_name", "member__organisation_name", "pk"),
        linkify=lambda record: pages_of.MEMBERS.url_of(record.member),
    )
    issued_on = DayColumn(verbose_name=_("Issued"))
    voided_on = DayColumn(verbose_name=_("Void since"))
    amount = MoneyColumn(verbose_name=_("Amount"))


class ReceiptFilter(FilterSet):
    search_help = _("Number or member")
    searched = ("number", "member__search_text")
    kind = ChipFilter(label=_("Kind"), choices=ReceiptKind.choices)
    state = ChipFilter(label=_("State"), choices=STATES, method="filter_state")
    since = django_filters.DateFilter(
        label=_("From"), field_name="issued_on", lookup_expr="gte", widget=day_input()
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="issued_on", lookup_expr="lte", widget=day_input()
    )

    def filter_state(self, queryset: Any, name: str, states: list[str]) -> Any:
        fits = {
            "valid": Q(voided_on=None),
            "void": Q(voided_on__isnull=False),
            "asked_back": Q(asked_back_on__isnull=False),
        }
        wanted = Q()  # nothing chosen: every receipt
        for state in states:
            wanted |= fits[state]
        return queryset.filter(wanted)
