"""The pain.008 file for the bank, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from coin.billing.debits.pain008 import Creditor, FileRefused, Order, sepa_words, write
from tests.billing.debits.conftest import IBAN, ICS

CREDITOR = Creditor("Les Ondes libres & Cie", "FR7630006000011234567890189", "AGRIFRPP", ICS)


def order(number: int, **changes: object) -> Order:
    values = {
        "holder": "Chloé Œuvrard",
        "iban": IBAN,
        "bic": "",
        "amount": Decimal("12.34"),
        "rum": f"ADH{number:05d}-1",
        "signed_on": date(2026, 1, 2),
        "end_to_end": f"F2026-{number:05d}-P1",
        "words": "F2026-00042",
    }
    return Order(**{**values, **changes})  # type: ignore[arg-type]


def test_accents_become_what_every_bank_takes() -> None:
    assert sepa_words("Chloé Œuvrard @ l’Été", 70) == "Chloe OEuvrard l'Ete"
    assert sepa_words("Ω", 70) == ""


def test_count_and_sum_are_exact() -> None:
    written = write(
        CREDITOR, [order(number) for number in range(300)], collection_on=date(2026, 12, 22)
    )
    root = etree.fromstring(written.content)
    assert {number.text for number in root.iter("{*}NbOfTxs")} == {"300"}
    assert {number.text for number in root.iter("{*}CtrlSum")} == {"3702.00"}
    # One PmtInf: its identifier is the one by which coin knows the line of the bank.
    assert len(list(root.iter("{*}PmtInf"))) == 1
    assert root.findtext(".//{*}Dbtr/{*}Nm") == "Chloe OEuvrard"


def test_with_and_without_a_bic() -> None:
    orders = [order(1, bic="PSSTFRPPSCE"), order(2)]
    root = etree.fromstring(write(CREDITOR, orders, collection_on=date(2026, 12, 22)).content)
    assert [element.text for element in root.iter("{*}BICFI")] == ["AGRIFRPP", "PSSTFRPPSCE"]


@pytest.mark.parametrize("changes", [{"iban": "NO IBAN"}, {"rum": "x" * 36}, {"bic": "NOBIC"}])
def test_what_the_schema_refuses_is_not_kept(changes: dict[str, object]) -> None:
    with pytest.raises(FileRefused):
        write(CREDITOR, [order(1, **changes)], collection_on=date(2026, 12, 22))


def test_the_same_reference_twice_is_refused() -> None:
    with pytest.raises(FileRefused):
        write(CREDITOR, [order(1), order(1)], collection_on=date(2026, 12, 22))
