import json

import pytest
from django.core.management import call_command

from coin.core.models import Association


@pytest.fixture
def described(db: None) -> Association:
    association = Association.current()
    association.name, association.email = "Réseau des Monts", "contact@example.org"
    association.latitude, association.longitude = 45.7, 4.8
    association.save()
    return association


def test_the_command_prints_the_document(
    described: Association, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("isp_json")
    printed = capsys.readouterr()
    assert json.loads(printed.out)["name"] == "Réseau des Monts"
    assert printed.err == ""


def test_the_command_leaves_with_1_when_it_would_be_refused(
    described: Association, capsys: pytest.CaptureFixture[str]
) -> None:
    described.email = ""
    described.save()
    with pytest.raises(SystemExit) as left:
        call_command("isp_json")
    assert left.value.code == 1
    assert "@" not in capsys.readouterr().out


def test_the_check_names_what_the_federation_would_refuse(
    described: Association, capsys: pytest.CaptureFixture[str]
) -> None:
    described.chatrooms = ["#rdm"]
    described.save()
    call_command("check", databases=["default"])
    assert "coin.W301" in capsys.readouterr().err


def test_the_check_is_silent_when_all_is_well(
    described: Association, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check", databases=["default"])
    assert "coin.W301" not in capsys.readouterr().err
