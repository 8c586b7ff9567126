"""Filters of lists: a search box first, then choices as chips. The address of the page holds the choices."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coin.core.folding import normalise


@dataclass(frozen=True)
class Chip:
    """One choice, as a link that turns it on or off."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True)
class ChipRow:
    """The chips of one filter, under its label."""

    label: str
    chips: list[Chip]


class ChipFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]
    """A few choices shown as chips; several may be on, and a row fits when one of them does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # django-filter makes such a query DISTINCT by default, which only a filter across a relation needs.
        super().__init__(*args, **{"distinct": False} | kwargs)


class FilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """The base of every list's filters. A subclass that searches sets `search_help`, and `searched` or `search(words)`.

    `searched` names columns of text; those called `search_text` hold folded words already.
    """

    q = django_filters.CharFilter(label=_("Search"), method="filter_search")
    search_help: ClassVar[Any] = ""
    searched: ClassVar[tuple[str, ...]] = ()

    def filter_search(self, queryset: Any, name: str, words: str) -> Any:
        return self.search(queryset, words)

    def search(self, queryset: Any, words: str) -> Any:
        """The rows that hold every word, accents and case ignored. Without `searched`, the queryset's own `search`."""
        if not self.searched:
            return queryset.search(words)
        for word in normalise(words).split():
            queryset = queryset.filter(self.fits(word))
        return queryset

    def fits(self, word: str) -> Q:
        """The condition that one of the columns holds this folded word."""
        columns = [
            name if name.endswith("search_text") else f"{name}__folded" for name in self.searched
        ]
        return reduce(or_, (Q((f"{column}__contains", word)) for column in columns))

    @cached_property
    def qs(self) -> QuerySet[Any]:
        """The rows that fit; a filter that cannot be read (a date mistyped in the address) is passed over."""
        self.form.is_valid()  # fills cleaned_data with the filters that can be read
        rows: QuerySet[Any] = self.filter_queryset(self.queryset.all())
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    def chip_rows(self) -> list[ChipRow]:
        """One row of chips for each ChipFilter, in the order in which the class declares them."""
        return [
            ChipRow(str(choice.label), list(self._chips(name, choice)))
            for name, choice in self.filters.items()
            if isinstance(choice, ChipFilter)
        ]

    def _chips(self, name: str, choice: ChipFilter) -> Iterator[Chip]:
        chosen = self.data.getlist(name)
        for value, label in choice.field.choices:
            on = str(value) in chosen
            others = [other for other in chosen if other != str(value)]
            yield Chip(str(label), self.url(**{name: others if on else [*chosen, str(value)]}), on)

    def url(self, **changes: list[str]) -> str:
        """This page's query (`?…`) with the values of some parameters replaced, on its first page, never as CSV."""
        query = self.data.copy()
        # Another choice has other pages, and a chip never downloads a CSV.
        for name in ("page", "format"):
            query.pop(name, None)
        for name, values in changes.items():
            query.setlist(name, values)
        return f"?{query.urlencode()}"

    def carried(self) -> list[tuple[str, str]]:
        """The parameters that the search form must carry along: the chips that are on and the order."""
        names = {
            name for name, choice in self.filters.items() if isinstance(choice, ChipFilter)
        } | {"sort"}
        return [(name, value) for name in sorted(names) for value in self.data.getlist(name)]

    def fields(self) -> list[forms.BoundField]:
        """The form's controls that are neither the search box nor chips."""
        return [
            self.form[name]
            for name, choice in self.filters.items()
            if name != "q" and not isinstance(choice, ChipFilter)
        ]

    def is_filtering(self) -> bool:
        return any(self.data.get(name) for name in [*self.filters, *self._range_names()])

    def _range_names(self) -> list[str]:
        """The parameters of django-filter's ranges: numbers end in _min and _max, days in _after and _before."""
        return [
            f"{name}_{end}" for name in self.filters for end in ("min", "max", "after", "before")
        ]
