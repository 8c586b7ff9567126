"""Tables: sorted, paged, stacked as cards on a phone, and given as CSV exactly as they are shown."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import django_tables2
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django_tables2.data import TableQuerysetData

from coin.core.badges import badge
from coin.core.money import euros
from coin.core.templatetags import coin as tags

ROWS_PER_PAGE = 50
EMPTY = "\N{EM DASH}"


class PageFirst(TableQuerysetData):  # type: ignore[misc]
    """Reads a page in two steps: which rows, then their columns.

    What a column computes (a balance) is then computed for the rows of the page alone, not for every row that the
    database sorts on its way to them.
    """

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return super().__getitem__(key)
        # The keys hold the order of the page; a row deleted between the two queries is left out.
        pks = list(self.data.values_list("pk", flat=True)[key])
        rows = {row.pk: row for row in self.data.filter(pk__in=pks).order_by()} if pks else {}
        return [rows[pk] for pk in pks if pk in rows]


class Table(django_tables2.Table):  # type: ignore[misc]
    """The base of every list. A subclass names its columns, and says in `empty` what to do when there are no rows.

    `at_first` names the columns shown until a person chooses others; empty: all of them, and nothing is chosen.
    `empty_url` and `empty_button` are the address and the words of a button shown when there are no rows.
    """

    at_first: ClassVar[tuple[str, ...]] = ()
    empty: ClassVar["str | Promise"] = ""
    empty_url: ClassVar[str] = ""
    empty_button: ClassVar["str | Promise"] = ""

    class Meta:
        template_name = "core/table.html"
        order_by_field = "sort"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-vcenter card-table rows"}

    def body(self) -> SafeString:
        """The page's rows as HTML. Python writes them: a template takes twice as long over the cells of fifty rows."""
        cells = [(self._opening(column), column.name) for column in self.columns]
        html = []
        for row in self.paginated_rows:
            html.append("<tr>")
            for opening, name in cells:
                html += (opening, conditional_escape(row.get_cell(name)), "</td>")
            html.append("</tr>")
        return SafeString("".join(html))

    @staticmethod
    def _opening(column: Any) -> SafeString:
        return format_html('<td {} data-label="{}">', column.attrs["td"].as_html(), column.header)

    def values(self) -> Iterator[list[Any]]:
        """For the CSV: the header, then the bare values of the rows of all pages, in the columns and order shown."""
        columns = [column for column in self.columns if not column.column.exclude_from_export]
        yield [str(column.header) for column in columns]
        for row in self.rows:
            yield [row.get_cell_value(column.name) for column in columns]


class Column(django_tables2.Column):  # type: ignore[misc]
    """Plain text; a dash where the row has none. The base of the columns below."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", EMPTY)
        super().__init__(*args, **kwargs)


class LinkColumn(Column):
    """Text that opens the row's record: `to` makes the address of a row."""

    def __init__(self, *args: Any, to: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to = to
        self.attrs.setdefault("td", {"class": "row-title"})

    def render(self, value: Any, record: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.to(record), value)

    def value(self, value: Any) -> Any:  # what the CSV holds, here and below: the bare value
        return value


class NumberColumn(Column):
    """A number, on the right in tabular figures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "number"}, "th": {"class": "number"}})
        super().__init__(*args, **kwargs)

    def value(self, value: Any) -> Any:
        return value


class MoneyColumn(NumberColumn):
    """An amount, written as `12,50 €`; the bare number in CSV."""

    def render(self, value: Any) -> str:
        return euros(value)


class DayColumn(Column):
    """A day in words; ISO 8601 in CSV."""

    def render(self, value: Any) -> str:
        return tags.day(value)

    def value(self, value: Any) -> Any:
        return value


class LastDayColumn(DayColumn):
    """The last day of a period whose stored end is not included."""

    def render(self, value: Any) -> str:
        return tags.day(tags.last_day(value))

    def value(self, value: Any) -> Any:
        return tags.last_day(value)


class MomentColumn(DayColumn):
    """How long ago an instant was, with the exact instant in a title; ISO 8601 in CSV."""

    def render(self, value: Any) -> str:
        return tags.ago(value)


class BadgeColumn(Column):
    """A state of an enum whose tones core.badges knows, as a coloured word. `enum` is the name of its class."""

    def __init__(self, *args: Any, enum: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enum = enum

    def render(self, record: Any, bound_column: Any) -> SafeString:
        return tags.badge(self.enum, bound_column.accessor.resolve(record))

    def value(self, record: Any, bound_column: Any) -> str:
        return badge(self.enum, bound_column.accessor.resolve(record)).label


class ToneColumn(Column):
    """A state that no enum holds, as a coloured word: `words` gives a row's word and its tone."""

    def __init__(self, *args: Any, words: Callable[[Any], tuple[str, str]], **kwargs: Any) -> None:
        # No value counts as empty: the words come from the row, even where its column holds nothing.
        super().__init__(*args, empty_values=(), **kwargs)
        self.words = words

    def render(self, record: Any) -> SafeString:
        return tags.tone_badge(*self.words(record))

    def value(self, record: Any) -> str:
        return self.words(record)[0]


class CodeColumn(Column):
    """An address or a reference in monospace."""

    def render(self, value: Any) -> SafeString:
        return format_html("<code>{}</code>", value)

    def value(self, value: Any) -> Any:
        return value
