from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from coin.core import csv_export


@pytest.mark.parametrize("text", ["=1+1", "+33 1 23", "-cmd", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    assert csv_export.cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        ("Alice", "Alice"),
        (3, "3"),
        (12345, "12345"),
        (Decimal("-1234.50"), "-1234,50"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "2026-11-22T13:00:00+01:00"),
    ],
)
def test_values_open_as_what_they_are_in_a_french_spreadsheet(value: object, written: str) -> None:
    with translation.override("fr"):
        assert csv_export.cell(value) == written


def test_the_file_starts_with_a_mark_and_quotes_what_needs_it() -> None:
    assert list(csv_export.lines([["n°", "name"], [1, 'say "hi"; then'], [2, "=x"]])) == [
        "\ufeff",
        "n°;name\r\n",
        '1;"say ""hi""; then"\r\n',
        "2;'=x\r\n",
    ]
