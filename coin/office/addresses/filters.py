"""TODO-DOC"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.members.people.search_text import normalise


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
