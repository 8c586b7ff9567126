"""manage.py bank_import, as an admin types it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coin.billing.bank import services as bank
from coin.billing.models import BankLine
from tests.billing.bank import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    bank.create_account(name="Courant", iban="FR7630006000011234567890189", actor=None)
    path = tmp_path / "releve.xml"
    path.write_text(samples.CAMT)
    return path


def run(*arguments: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("bank_import", *map(str, arguments), "--json", stdout=out)
    counts: dict[str, Any] = json.loads(out.getvalue())
    return counts


def test_a_preview_says_it_and_writes_nothing_then_it_is_done_once(file: Path) -> None:
    assert run(file, "--preview")["new"] == 2
    assert not BankLine.objects.exists()
    assert run(file)["new"] == 2
    assert run(file) == {
        "account": "Courant",
        "format": "camt.053",
        "read": 2,
        "new": 0,
        "certain": 0,
    }


@pytest.mark.parametrize(("arguments", "code"), [(["--account", "Livret"], 2), ([], 66)])
def test_what_cannot_be_is_a_sentence_and_a_code(
    file: Path, arguments: list[str], code: int
) -> None:
    if code == 66:
        file.unlink()
    with pytest.raises(CommandError) as refused:
        run(file, *arguments)
    assert refused.value.returncode == code


def test_a_damaged_file_is_refused(file: Path) -> None:
    file.write_text(samples.CAMT[:500])
    with pytest.raises(CommandError) as refused:
        run(file)
    assert refused.value.returncode == 2
