"""The list of legal requests: its columns and its filters."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import BadgeColumn, CodeColumn, Column, DayColumn, LinkColumn, Table
from coin.core.templatetags.coin import moment
from coin.network.models import LegalRequestState
from coin.office import pages_of


class LegalRequestTable(Table):
    empty = _("No legal request yet. Record the first one when it comes.")
    reference = LinkColumn(verbose_name=_("Reference"), to=pages_of.LEGAL_REQUESTS.url_of)
    authority = Column(verbose_name=_("Authority"))
    received_on = DayColumn(verbose_name=_("Received"))
    address = CodeColumn(verbose_name=_("Address"), orderable=False)
    at = Column(verbose_name=_("At that moment"))
    asked_by = Column(verbose_name=_("Recorded by"), order_by=("asked_by__name", "-pk"))
    state = BadgeColumn(enum="LegalRequestState", verbose_name=_("State"))

    def render_at(self, value: Any) -> str:
        return moment(value)

    def value_at(self, value: Any) -> Any:
        return value


class LegalRequestFilter(FilterSet):
    search_help = _("Authority, reference or address")
    searched = ("authority", "reference", "address")
    state = ChipFilter(label=_("State"), choices=LegalRequestState.choices)
