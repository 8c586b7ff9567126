from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from coin.core.errors import InvalidInput
from coin.members.importing.fields import FIELDS
from coin.members.importing.names import split


@pytest.mark.parametrize(
    ("slug", "cell", "value"),
    [
        ("number", "n° 12", 12),
        ("number", "ADH00012", 12),
        ("joined_on", "2026-11-22", date(2026, 11, 22)),
        ("joined_on", "22/11/2026", date(2026, 11, 22)),
        ("dues_amount", "12,50", Decimal("12.50")),
        ("dues_amount", "1 234,5 €", Decimal("1234.5")),
        ("phone", "+33 6 12 34 56 78", "+33 6 12 34 56 78"),
        ("phone", "'+33612345678", "+33612345678"),
        ("last_name", "'=1+1", "=1+1"),
        ("last_name", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("first_name", "'Oumuamua", "'Oumuamua"),
        ("kind", "Personne morale", "organisation"),
        ("kind", "Person", "person"),
        ("legal_form", "Association", "association"),
        ("language", "Français", "fr"),
        ("siren", "732 829 320", "732829320"),
        ("rna", "w691234567", "W691234567"),
    ],
)
def test_cells_are_read_as_people_write_them(slug: str, cell: str, value: Any) -> None:
    assert FIELDS[slug].parse(cell) == value


@pytest.mark.parametrize(
    ("slug", "cell"),
    [
        ("number", "douze"),
        ("number", "0"),
        ("number", "99999999"),
        ("joined_on", "31/02/2026"),
        ("joined_on", "11-22-2026"),
        ("joined_on", "0026-01-01"),
        ("birth_on", (date.today() + timedelta(days=2)).isoformat()),
        ("dues_amount", "-5"),
        ("dues_amount", "12,505"),
        ("dues_amount", "NaN"),
        ("dues_amount", "1e30"),
        ("email", "pas une adresse"),
        ("siren", "123456789"),
        ("rna", "691234567"),
        ("last_name", "a" * 101),
        ("kind", "licorne"),
        ("language", "klingon"),
    ],
)
def test_what_cannot_be_read_is_refused(slug: str, cell: str) -> None:
    with pytest.raises(InvalidInput):
        FIELDS[slug].parse(cell)


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Camille Martin", ("Camille", "Martin")),
        ("DUPONT Jean Marc", ("Jean Marc", "DUPONT")),
        ("Jean DE LA TOUR", ("Jean", "DE LA TOUR")),
        ("Camille de la Tour", ("Camille", "de la Tour")),
        ("Plume", ("", "Plume")),
    ],
)
def test_a_whole_name_is_cut_in_two(whole: str, parts: tuple[str, str]) -> None:
    assert split(whole) == parts
