import pytest

from coin.core.errors import InvalidInput
from coin.members.importing.mapping import check, digest, guess


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("N°;Nom;Situation;Cotisation jusqu'au;Doit", ["number", "name", None, "dues_until", None]),
        ("Prénom;NOM;Courriel", ["first_name", "last_name", "email"]),
        ("First name;Last name;E-mail;Phone", ["first_name", "last_name", "email", "phone"]),
        ("Numéro d’adhérent;Raison sociale;SIREN", ["number", "organisation_name", "siren"]),
        ("Code postal;Ville;Adresse;Pays", ["postal_code", "city", "street", "country"]),
        ("Date de naissance;Lieu de naissance", ["birth_on", "birth_place"]),
        ("Téléphone;Tél.;Mobile", ["phone", None, None]),
        ("Adhésion;Montant;Formule", ["joined_on", "dues_amount", "dues_plan"]),
        ("Âge du capitaine", [None]),
    ],
)
def test_columns_are_guessed_by_their_names(header: str, fields: list[str | None]) -> None:
    columns = guess(header.split(";"))
    assert [columns.get(position) for position in range(len(fields))] == fields


def test_a_header_is_remembered_whatever_its_capitals_and_accents() -> None:
    assert digest(["Prénom", "E-mail"]) == digest(["PRENOM", "e-mail"])
    assert digest(["Prénom", "E-mail"]) != digest(["E-mail", "Prénom"])


def test_a_field_chosen_twice_is_refused_at_the_second_column() -> None:
    with pytest.raises(InvalidInput) as refused:
        check({0: "name", 3: "email", 5: "email"})
    assert refused.value.field == "column_5"


@pytest.mark.parametrize("columns", [{}, {0: "city"}, {0: "name", 1: "dues_amount"}])
def test_columns_that_say_too_little_are_refused(columns: dict[int, str]) -> None:
    with pytest.raises(InvalidInput):
        check(columns)
