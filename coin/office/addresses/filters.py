"""The filters of pools and assignments."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet


class PoolFilter(FilterSet):
    search_help = _("Name or prefix")
    searched = ("name",)

    def fits(self, word: str) -> Q:
        return super().fits(word) | Q(prefix__startswith=word)


class AssignmentFilter(FilterSet):
    search_help = _("Member or login")
    searched = ("service__subscription__member__search_text", "service__login")
    held = ChipFilter(
        label=_("Held"), choices=[("now", _("Now")), ("before", _("Before"))], method="filter_held"
    )

    def filter_held(self, queryset: Any, name: str, chosen: list[str]) -> Any:
        if len(chosen) != 1:  # none or both: every assignment
            return queryset
        return queryset.filter(released_at__isnull=chosen == ["now"])
