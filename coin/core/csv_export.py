"""CSV that opens by a double click in a French spreadsheet and runs nothing there.

UTF-8 with a byte order mark, semicolons, numbers with the decimal sign of the language, days as ISO 8601. A text that
a spreadsheet would take for a formula (it starts with = + - @, a tab or a return) gets an apostrophe before it.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import number_format

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # the byte order mark, by which a spreadsheet knows UTF-8
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives each line back instead of keeping it: csv.writer then returns the line."""

    def write(self, line: str) -> str:
        return line


def cell(value: Any) -> str:
    """A value as a cell's text. Numbers stay numbers; texts cannot become formulas."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return number_format(value, use_l10n=True, force_grouping=False)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file line by line, so that a long list never stands whole in memory."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield MARK
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def response(rows: Iterable[Iterable[Any]], *, name: str) -> StreamingHttpResponse:
    """A download named `name.csv`, sent line by line."""
    answer = StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
