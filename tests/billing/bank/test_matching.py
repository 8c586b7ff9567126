"""The member who paid a bank line: certain, only likely, or unknown."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from coin.billing.bank.matching import CERTAIN, Known, match

ALICE, BOB = 1, 2


@dataclass(frozen=True)
class Line:
    text: str
    amount: Decimal = Decimal("15.00")
    iban: str = ""


@pytest.fixture
def known() -> Known:
    known = Known()
    known.numbers = {42: ALICE, 7: BOB, 12345: BOB}
    known.documents = {("F", 2026, 42): ALICE}
    known.ibans["FR14"] = {ALICE}
    known.ibans["FR99"] = {ALICE, BOB}
    known.add_name("Alice Durand", ALICE)
    known.add_name("Collectif Tournesol", BOB)
    known.owed[ALICE] = {Decimal("15.00")}
    return known


@pytest.mark.parametrize(
    "text",
    [
        "VIR ADH00042",
        "adh 42 cotisation",
        "ADH-0042",
        "A DH 000 42",
        "ADH00042 2026 novembre",
        "merci adh:00042.",
        "FACTURE F2026-00042",
        "f 2026 42",
        "F202642",
    ],
)
def test_our_references_are_certain_however_they_are_typed(known: Known, text: str) -> None:
    result = match(Line(text), known)
    assert result is not None
    assert (result.member_pk, result.is_certain) == (ALICE, True)


@pytest.mark.parametrize(
    "text", ["ADH00043", "ADH", "BADH00042", "virement", "F2025-00042", "SEPA"]
)
def test_what_means_nobody_is_nobodys(known: Known, text: str) -> None:
    assert match(Line(text), known) is None


def test_an_account_they_paid_from_is_certain_unless_two_share_it(known: Known) -> None:
    alone = match(Line("loyer", iban="FR14", amount=Decimal(9)), known)
    assert alone is not None
    assert (alone.member_pk, alone.is_certain) == (ALICE, True)
    shared = match(Line("loyer", iban="FR99", amount=Decimal(9)), known)
    assert shared is not None
    assert not shared.is_certain


def test_a_name_is_never_certain_even_with_what_they_owe(known: Known) -> None:
    result = match(Line("VIR SEPA MME DURAND ALICE"), known)
    assert result is not None
    assert result.member_pk == ALICE
    assert 50 < result.score < CERTAIN
    other = match(Line("VIR SEPA MME DURAND ALICE", amount=Decimal(3)), known)
    assert other is not None
    assert other.score < result.score


def test_two_references_are_for_a_person_to_tell_apart(known: Known) -> None:
    result = match(Line("ADH00042 et ADH00007"), known)
    assert result is not None
    assert not result.is_certain


def test_money_that_goes_is_no_members(known: Known) -> None:
    assert match(Line("ADH00042", amount=Decimal("-15.00")), known) is None
