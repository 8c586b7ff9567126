"""Every format gives the same statement; a file that is cut, of another kind or impossible is refused in words."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.bank import csv_statement
from coin.billing.bank.reading import read
from coin.billing.bank.statement import StatementError
from tests.billing.bank import samples

IBAN = "FR7630006000011234567890189"
FILES = {
    "camt.053": samples.CAMT,
    "OFX": samples.OFX,
    "MT940": samples.MT940,
    "CFONB120": samples.cfonb(),
    "CSV": samples.CSV,
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_says_the_same(name: str) -> None:
    reading = read(FILES[name].encode())
    assert reading.format == name
    (statement,) = reading.statements
    assert [(line.booked_on, line.amount) for line in statement.lines] == [
        (date(2026, 11, 10), Decimal("15.00")),
        (date(2026, 11, 10), Decimal("-36.50")),
    ]
    assert "ADH 00042" in statement.lines[0].text
    assert "OPERATEUR" in statement.lines[1].text
    if name != "CSV":
        assert statement.iban == IBAN
        assert statement.closing == Decimal("78.50")
        assert statement.ends_on == date(2026, 11, 11)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_in_any_usual_encoding(encoding: str) -> None:
    (statement,) = read(samples.CSV.replace("cotisation", "réglé").encode(encoding)).statements
    assert "réglé" in statement.lines[0].label


@pytest.mark.parametrize("name", ["camt.053", "OFX", "MT940", "CFONB120"])
def test_a_file_cut_in_the_middle_is_refused(name: str) -> None:
    content = FILES[name].encode()
    with pytest.raises(StatementError):
        read(content[: int(len(content) * 0.7)])


def test_balances_that_do_not_add_up_are_said() -> None:
    with pytest.raises(StatementError, match="78"):
        read(samples.CAMT.replace(">36.50<", ">30.00<").encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04\0\0",
        b"<html></html>",
        b"bonjour",
        samples.CSV.replace("15,00", "quinze").encode(),
        samples.CSV.replace("10/11/2026;VIR", "10/11/2099;VIR").encode(),
        samples.CSV.replace("10/11/2026;VIR", "31/02/2026;VIR").encode(),
    ],
)
def test_what_is_no_statement_is_refused(content: bytes) -> None:
    with pytest.raises(StatementError):
        read(content)


def test_an_entity_from_outside_is_never_opened(tmp_path: object) -> None:
    evil = samples.CAMT.replace(
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ).replace("PRLV OPERATEUR", "&f;")
    (statement,) = read(evil.encode()).statements
    assert "root:" not in statement.lines[1].text


def test_columns_that_nobody_can_guess_are_asked_for_then_used() -> None:
    content = b"quand;combien;quoi\n2026-11-10;1 234,56;don\n"
    with pytest.raises(csv_statement.UnknownColumns) as error:
        read(content)
    assert error.value.sheet.columns == ["quand", "combien", "quoi"]
    columns = {"quand": "date", "combien": "amount", "quoi": "label"}
    (statement,) = read(content, columns).statements
    assert statement.lines[0].amount == Decimal("1234.56")


def test_a_batch_whose_parts_are_told_is_taken_apart() -> None:
    part = '<TxDtls><Amt Ccy="EUR">{}</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>'
    batch = part.format("10.00", "ADH00001") + part.format("5.00", "ADH00002")
    start = samples.CAMT.index("<TxDtls>")
    end = samples.CAMT.index("</TxDtls>") + len("</TxDtls>")
    (statement,) = read((samples.CAMT[:start] + batch + samples.CAMT[end:]).encode()).statements
    assert [line.amount for line in statement.lines[:2]] == [Decimal("10.00"), Decimal("5.00")]
