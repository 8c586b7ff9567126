"""The FEC has the columns of the law, other tools get plain text, and a command verifies the accounts."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coin.billing.accounts import books, fec
from coin.billing.accounts import services as accounts
from coin.core.models import Association
from coin.members.models import Member
from tests.billing.accounts.test_posting import issued, opening, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(association: Association, alice: Member) -> Member:
    """Alice, with an invoice and its payment, both entered in the accounts."""
    issued(alice)
    paid(alice)
    accounts.post()
    return alice


def said(name: str, **options: Any) -> str:
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_the_fec_has_the_columns_of_the_law(year: Member) -> None:
    lines = fec.text(2026).split("\r\n")
    header = (
        "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|"
        "PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
    )
    assert lines[0] == header.replace("|", "\t")
    assert lines[-1] == ""
    assert {line.count("\t") for line in lines[:-1]} == {17}
    bank = lines[1].split("\t")
    assert bank[0] == "BQ"
    assert bank[2:5] == ["1", "20261105", "512"]
    assert bank[11:16] == ["8,00", "0,00", "", "", "20261122"]
    member = lines[2].split("\t")
    assert member[4:8] == ["411", "Usagers", f"411{year.number}", "Alice Durand"]


def test_the_fec_is_named_after_the_association(year: Member, tmp_path: Path) -> None:
    assert fec.file_name(2026) == "123456782FEC20261231.txt"
    target = tmp_path / "out.txt"
    assert said("fec", year=2026, output=str(target)).strip() == str(target)
    assert target.read_text(encoding="utf-8").startswith("JournalCode\t")


def test_labels_cannot_break_a_line(association: Association) -> None:
    rows = [accounts.OpeningRow("512", "Banque\tà\nfaire", Decimal(1), Decimal(0))]
    rows.append(opening("110", credit="1"))
    accounts.open_balances(rows=rows, on=date(2026, 1, 1), actor=None)
    assert {line.count("\t") for line in fec.text(2026).splitlines()} == {17}


@pytest.mark.parametrize("asked", [1200, 2027, 2025])
def test_a_year_without_entries_is_refused(year: Member, asked: int) -> None:
    with pytest.raises(CommandError):
        said("fec", year=asked)


def test_without_a_siren_the_file_has_no_name(year: Member) -> None:
    Association.objects.update(siren="")
    with pytest.raises(CommandError, match="SIREN"):
        said("fec", year=2026)


def test_what_a_closed_year_left_opens_the_next(association: Association, db: None) -> None:
    rows = [opening("512", debit="100"), opening("706", credit="60"), opening("110", credit="40")]
    accounts.open_balances(rows=rows, on=date(2025, 6, 1), actor=None)
    assert not list(books.of_year(2026))
    accounts.close_period(ends_on=date(2025, 12, 31), actor=None)
    left = {line.account: line.debit - line.credit for line in books.of_year(2026)}
    assert left == {"512": Decimal(100), "110": Decimal(-40), "120": Decimal(-60)}


def test_ledger_text(year: Member) -> None:
    beancount = said("ledger", year=2026, format="beancount")
    assert f"2026-01-01 open Assets:411:411{year.number} EUR" in beancount
    assert "  Income:706  -8.00 EUR" in beancount
    hledger = said("ledger", year=2026, format="hledger")
    assert "    Assets:512  8.00 EUR" in hledger
    assert f"account Assets:411:411{year.number}  ; Alice Durand" in hledger


def test_verifying(year: Member) -> None:
    assert json.loads(said("verify_accounts", json=True)) == {"ok": True, "problems": []}
    paid(year)
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_accounts", json=True, stdout=out)
    assert stopped.value.code == 1
    rules = [problem["rule"] for problem in json.loads(out.getvalue())["problems"]]
    assert rules == ["entered", "members"]
