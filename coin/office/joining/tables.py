"""The list of requests to join: its rows, its columns, its filters."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import BadgeColumn, Column, LinkColumn, MomentColumn, MoneyColumn, Table
from coin.members.enums import ApplicationState, MemberKind
from coin.members.models import Application
from coin.members.search_text import words_of
from coin.office import pages_of

# Requests that wait for a volunteer come first, then those that wait for the candidate.
ORDER = {ApplicationState.SUBMITTED: 0, ApplicationState.QUESTIONED: 1}


def rows() -> QuerySet[Application]:
    """All requests with their plan and their `rank`: 0 waits for the volunteers, 1 for the candidate, 2 is decided."""
    whens = [When(state=state, then=Value(place)) for state, place in ORDER.items()]
    rank = Case(*whens, default=Value(len(ORDER)), output_field=IntegerField())
    return Application.objects.select_related("plan").annotate(rank=rank)


class ApplicationTable(Table):
    empty = _("Nobody has asked to join yet. The public page leads to the form.")
    name = LinkColumn(
        verbose_name=_("Name"),
        to=pages_of.APPLICATIONS.url_of,
        order_by=("last_name", "first_name", "organisation_name", "pk"),
    )
    kind = Column(verbose_name=_("Kind"))
    state = BadgeColumn(enum="ApplicationState", verbose_name=_("State"), order_by=("rank", "-pk"))
    plan = Column(verbose_name=_("Plan"), order_by=("plan__name", "pk"))
    amount = MoneyColumn(verbose_name=_("Dues"))
    city = Column(verbose_name=_("Town"))
    created_at = MomentColumn(verbose_name=_("Asked"))

    class Meta(Table.Meta):
        order_by = "state"


class ApplicationFilter(FilterSet):
    search_help = _("Name, e-mail, phone, town")
    state = ChipFilter(label=_("State"), choices=ApplicationState.choices)
    kind = ChipFilter(label=_("Kind"), choices=MemberKind.choices)

    def search(self, queryset: Any, words: str) -> Any:
        for word in words_of(words):
            queryset = queryset.filter(search_text__contains=word)
        return queryset
