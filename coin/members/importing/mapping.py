"""The field that each column of a file holds: guessed from its name, then chosen by a person. No database here."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from coin.core.digests import sha256
from coin.core.errors import InvalidInput
from coin.core.folding import normalise
from coin.members.importing.fields import FIELDS

# "Nom" alone is the whole name, as in coin's own list; beside a column of first names, it is the last name.
NAME_ALONE = ("nom", "name")
IDENTIFIES = {"number", "name", "first_name", "last_name", "organisation_name", "pseudonym"}

Columns = dict[int, str]


def plain(header: str) -> str:
    """A column's name without accents, capitals or signs: “N° d’adhérent” gives “n d adherent”."""
    return " ".join(re.sub(r"[^a-z0-9-]+", " ", normalise(header)).split())


def digest(columns: Sequence[str]) -> str:
    """The digest by which a header (its columns' names) is remembered; accents, capitals and signs are ignored."""
    return sha256("\x1f".join(plain(column) for column in columns))


def guess(columns: Sequence[str]) -> Columns:
    """The field of each column that has a known name, by position. A field is given once, to the first that fits."""
    names, known = [plain(column) for column in columns], _known_names()
    fields = [known.get(name) for name in names]
    alone = "last_name" if "first_name" in fields else "name"
    guesses: Columns = {}
    for position, (name, field) in enumerate(zip(names, fields, strict=True)):
        chosen = alone if name in NAME_ALONE else field
        if chosen and chosen not in guesses.values():
            guesses[position] = chosen
    return guesses


def check(columns: Mapping[int, str]) -> None:
    """Raise InvalidInput when a field is chosen twice (on `column_<position>`), when no column tells of which member a
    line is, or when dues come without their last day."""
    seen: set[str] = set()
    for position, field in columns.items():
        if field in seen:
            words = _("Another column is already “%(field)s”.")
            raise InvalidInput(words % {"field": FIELDS[field].title}, field=f"column_{position}")
        seen.add(field)
    if not seen & IDENTIFIES:
        raise InvalidInput(_("Say which column holds the number or the name of members."))
    if {"dues_plan", "dues_amount"} & seen and "dues_until" not in seen:
        raise InvalidInput(_("Dues are imported with the last day they are paid for."))


@cache
def _known_names() -> dict[str, str]:
    """The field of every known name of a column: names in other people's files, and coin's own in every language."""
    field_by_name: dict[str, str] = {}
    for field in FIELDS.values():
        for name in [*field.also_called.split("|"), field.slug, *_titles(field.slug)]:
            field_by_name.setdefault(plain(name), field.slug)
    return field_by_name


def _titles(slug: str) -> list[str]:
    titles = []
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            titles.append(FIELDS[slug].title)
    return titles
