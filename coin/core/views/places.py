"""The places that pages lead back to, and what the pages of one model share, declared once for each model of a face."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet, TextChoices
from django.shortcuts import get_object_or_404
from django.urls import reverse

from coin.core.badges import Badge, badge
from coin.core.views.pages import Link

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Place:
    """A page that others lead back to: its title, and the name of its URL."""

    title: Any = ""
    url_name: str = ""

    def address(self, part: str = "") -> str:
        """The address of the place; `part` is the id of an element of its page."""
        return reverse(self.url_name) + (f"#{part}" if part else "")

    def link(self, part: str = "") -> Link:
        return Link(self.title, self.address(part))


@dataclass(frozen=True, kw_only=True)
class PagesOf(Place, Generic[Row]):
    """The pages of one model in one face. As a place, it is the list of the rows.

    `rows` gives the rows that have a page, `record` is the name of that page's URL, and `key` the field that stands in
    the address. `name` gives the words for a row in titles and links. `states` is the enum of the field `state`.
    `counted` gives the words for a number of rows: `ngettext_lazy("%(count)s offer", "%(count)s offers", "count")`.
    Rows without a page of their own have `within`, which gives a link to the page that shows a row.
    """

    rows: Callable[[], QuerySet[Row]]
    record: str = ""
    key: str = "pk"
    name: Callable[[Row], str] = str
    states: type[TextChoices] | None = None
    counted: Any = ""
    within: Callable[[Row], Link] | None = None

    def find(self, kwargs: Mapping[str, Any]) -> Row:
        """The row that an address names by its key. Raises Http404 when there is no such row."""
        return get_object_or_404(self.rows(), **{self.key: kwargs[self.key]})

    def url_of(self, row: Row) -> str:
        return reverse(self.record, args=[getattr(row, self.key)])

    def link_of(self, row: Row) -> Link:
        return self.within(row) if self.within else Link(self.name(row), self.url_of(row))

    def badges_of(self, row: Any) -> list[Badge]:
        return [badge(self.states, row.state)] if self.states else []
