"""The fields that a column may hold: their names in other people's files, and how their cells are read.

No database here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.csv_export import FORMULA_STARTS
from coin.core.errors import InvalidInput
from coin.core.folding import normalise
from coin.members.enums import LegalForm, MemberKind
from coin.members.models import Member

Parse = Callable[[str], Any]
HIGHEST_NUMBER = 9_999_999
# Columns of Member that are read as they stand, and their other names, without accents or signs (mapping.plain).
TEXTS = {
    "first_name": "prenom|first name|given name|firstname",
    "last_name": "nom de famille|last name|surname|family name|lastname|nom usage|nom d usage",
    "organisation_name": "organisation|raison sociale|structure|association|organization|company|denomination"
    "|nom de l organisation",
    "pseudonym": "pseudonyme|pseudo|nickname|surnom|nom d affichage",
    "email": "e-mail|email|mail|courriel|adresse e-mail|adresse email|adresse mail|adresse courriel"
    "|adresse electronique",
    "phone": "telephone|tel|phone|mobile|portable|telephone mobile|telephone portable|numero de telephone",
    "street": "rue|adresse|street|address|adresse postale|voie|adresse 1",
    "postal_code": "code postal|cp|postal code|zip|zip code|postcode",
    "city": "ville|commune|city|town|localite",
    "country": "pays|country",
    "siren": "siren|numero siren",
    "rna": "rna|numero rna|waldec",
    "birth_place": "lieu de naissance|ne a|birth place|place of birth",
}


@dataclass(frozen=True)
class ImportField:
    """A field that a column of a file may hold; `also_called`: its names in files, between bars.

    `parse` makes a value of a cell, or raises InvalidInput.
    """

    slug: str
    label: "str | Promise"
    also_called: str
    parse: Parse

    @property
    def title(self) -> str:
        return capfirst(str(self.label))


def uncovered(cell: str) -> str:
    """A text without the apostrophe that coin's own CSV puts before a cell that a spreadsheet would compute."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def text_of(name: str) -> Parse:
    """A function that makes a cell the value of the column `name` of Member, by the validators of that column.

    The function raises InvalidInput for a cell that they refuse.
    """
    column: models.Field[Any, Any] = Member._meta.get_field(name)  # type: ignore[assignment]
    compact = name in ("siren", "rna")

    def parse(cell: str) -> Any:
        text = uncovered(cell)
        if compact:
            text = "".join(text.split()).upper()
        try:
            return column.clean(text, None)
        except ValidationError as error:
            raise InvalidInput(" ".join(error.messages)) from error

    return parse


def day(cell: str) -> date:
    """A day from `2026-11-22` or `22/11/2026`. Raises InvalidInput for another form, or a year outside 1900 to 2099."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            read = datetime.strptime(cell, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
        if 1900 <= read.year < 2100:
            return read
    words = _("“%(cell)s” is no day: write 2026-11-22 or 22/11/2026.")
    raise InvalidInput(words % {"cell": _short(cell)})


def past_day(cell: str) -> date:
    read = day(cell)
    if read > date.today():  # noqa: DTZ011 (a birth date is nowhere near midnight)
        raise InvalidInput(_("This day is still to come."))
    return read


def amount(cell: str) -> Decimal:
    """Euros from `12,50`, `1 234.5` or `12 €`: not negative, under a million, no part of a cent.

    Raises InvalidInput for anything else.
    """
    digits = "".join(cell.replace("€", "").split()).replace(",", ".")
    try:
        read = Decimal(digits)
    except InvalidOperation:
        read = Decimal("NaN")
    exact = read.is_finite() and read.as_tuple().exponent >= -2  # type: ignore[operator]
    if not exact or not 0 <= read < 1_000_000:
        raise InvalidInput(_("“%(cell)s” is no amount in euros.") % {"cell": _short(cell)})
    return read


def number(cell: str) -> int:
    """A member's number from `12`, `n° 12` or `ADH00012`. Raises InvalidInput for anything else."""
    match = re.fullmatch(r"(?:n\s*[°o]?|#|ADH)?\s*0*([0-9]{1,7})", cell.strip(), re.IGNORECASE)
    if not match or not 1 <= int(match[1]) <= HIGHEST_NUMBER:
        raise InvalidInput(_("“%(cell)s” is no member number.") % {"cell": _short(cell)})
    return int(match[1])


def choice(enum: type[models.TextChoices], others: Mapping[str, str]) -> Parse:
    """A function that makes a cell a value of `enum`: by its label in any language of coin, or by the value itself.

    `others` maps further words, without accents or capitals, to values. The function raises InvalidInput for any other
    word.
    """

    # At the first cell, since translations are not ready when the module loads.
    @cache
    def known() -> dict[str, str]:
        return {**_words(enum.choices), **{value: value for value in enum.values}, **others}

    return lambda cell: _chosen(known(), cell)


def language(cell: str) -> str:
    return _chosen(_languages(), cell)


@cache
def _languages() -> dict[str, str]:
    return {**_words(settings.LANGUAGES), **{code: code for code, _label in settings.LANGUAGES}}


def _words(choices: Any) -> dict[str, str]:
    """The value of every label, without accents or capitals, in each of coin's languages."""
    value_by_label = {}
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            value_by_label.update({normalise(str(label)): value for value, label in choices})
    return value_by_label


def _chosen(known: Mapping[str, str], cell: str) -> str:
    value = known.get(normalise(cell))
    if value is None:
        raise InvalidInput(_("“%(cell)s” is not a choice here.") % {"cell": _short(cell)})
    return value


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:39]}…"


PERSON, ORGANISATION = MemberKind.PERSON.value, MemberKind.ORGANISATION.value
KINDS = {
    "personne physique": PERSON,
    "particulier": PERSON,
    "individual": PERSON,
    "personne morale": ORGANISATION,
    "association": ORGANISATION,
    "structure": ORGANISATION,
    "entreprise": ORGANISATION,
}
FORMS = {"entreprise": LegalForm.COMPANY.value, "societe": LegalForm.COMPANY.value}


def _of_member(slug: str, also_called: str, parse: Parse) -> ImportField:
    return ImportField(slug, Member._meta.get_field(slug).verbose_name, also_called, parse)  # type: ignore[union-attr]


FIELDS: dict[str, ImportField] = {
    field.slug: field
    for field in [
        _of_member("number", "n|no|numero|numero d adherent|n adherent|id|member number", number),
        _of_member("kind", "type|kind|nature|categorie", choice(MemberKind, KINDS)),
        ImportField(
            "name",
            gettext_lazy("first and last name together"),
            "nom complet|full name|nom et prenom|nom prenom|prenom nom|prenom et nom|membre|adherent",
            text_of("organisation_name"),
        ),
        *(_of_member(slug, words, text_of(slug)) for slug, words in TEXTS.items()),
        _of_member("legal_form", "forme juridique|legal form", choice(LegalForm, FORMS)),
        _of_member("birth_on", "date de naissance|ne le|nee le|birth date|birthday", past_day),
        _of_member("language", "langue|language", language),
        _of_member(
            "joined_on",
            "date d adhesion|adhesion|adhere depuis|membre depuis|joined|date d inscription|inscrit le",
            day,
        ),
        _of_member("left_on", "date de depart|parti le|depart|left|date de sortie", day),
        ImportField(
            "dues_until",
            gettext_lazy("dues paid until (last day)"),
            "dues until|cotisation jusqu au|a jour jusqu au|fin de cotisation|expiration|date d expiration"
            "|fin d adhesion|echeance",
            day,
        ),
        ImportField(
            "dues_plan",
            gettext_lazy("dues plan"),
            "formule|plan|formule de cotisation|tarif|type de cotisation|type d adhesion",
            uncovered,
        ),
        ImportField(
            "dues_amount",
            gettext_lazy("dues amount"),
            "montant|amount|cotisation|montant de la cotisation|dues|montant cotisation",
            amount,
        ),
    ]
}
