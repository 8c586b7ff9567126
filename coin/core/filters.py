"""Filters: a search box first, then choices as chips; what is chosen stands in the address bar."""

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
    """One choice as a link that puts it on or takes it off."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True)
class ChipRow:
    label: str
    chips: list[Chip]


class ChipFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]
    """A few choices shown as chips; several may be on (any of them fits)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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
        """Rows that hold every word, accents and case ignored; without `searched`, the queryset's own `search`."""
        if not self.searched:
            return queryset.search(words)
        for word in normalise(words).split():
            queryset = queryset.filter(self.fits(word))
        return queryset

    def fits(self, word: str) -> Q:
        """Rows of which a column holds this folded word."""
        columns = [
            name if name.endswith("search_text") else f"{name}__folded" for name in self.searched
        ]
        return reduce(or_, (Q((f"{column}__contains", word)) for column in columns))

    @cached_property
    def qs(self) -> QuerySet[Any]:
        """The rows that fit; a filter that cannot be read (a date mistyped in the address) is passed over."""
        self.form.is_valid()
        rows: QuerySet[Any] = self.filter_queryset(self.queryset.all())
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    def chip_rows(self) -> list[ChipRow]:
        """The rows of chips of this page."""
        return [
            ChipRow(str(chosen.label), list(self._chips(name, chosen)))
            for name, chosen in self.filters.items()
            if isinstance(chosen, ChipFilter)
        ]

    def _chips(self, name: str, choice: ChipFilter) -> Iterator[Chip]:
        chosen = self.data.getlist(name)
        for value, label in choice.field.choices:
            on = str(value) in chosen
            others = [one for one in chosen if one != str(value)]
            yield Chip(str(label), self.url(**{name: others if on else [*chosen, str(value)]}), on)

    def url(self, **changes: list[str]) -> str:
        """This page's query with some values changed, on its first page."""
        query = self.data.copy()
        for name in ("page", "format"):
            query.pop(name, None)
        for name, values in changes.items():
            query.setlist(name, values)
        return f"?{query.urlencode()}"

    def carried(self) -> list[tuple[str, str]]:
        """What the search form must carry along: the chips that are on and the order."""
        carried = {name for name, one in self.filters.items() if isinstance(one, ChipFilter)} | {
            "sort"
        }
        return [(name, value) for name in sorted(carried) for value in self.data.getlist(name)]

    def fields(self) -> list[forms.BoundField]:
        """The form's controls that are neither the search box nor chips."""
        return [
            self.form[n]
            for n, f in self.filters.items()
            if n != "q" and not isinstance(f, ChipFilter)
        ]

    def is_filtering(self) -> bool:
        return any(self.data.get(name) for name in [*self.filters, *self._range_names()])

    def _range_names(self) -> list[str]:
        return [
            f"{name}_{end}" for name in self.filters for end in ("min", "max", "after", "before")
        ]
