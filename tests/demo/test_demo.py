"""The demo from nothing, as its user runs it: real servers, real files, figures that agree."""

import fcntl
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.databases import address_of, create_database

ROOT = Path(__file__).resolve().parents[2]


def demo(folder: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "demo", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "COIN_STATE_DIR": str(folder), "LANG": "C.UTF-8"}
        | variables,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def database(folder: Path) -> list[str]:
    if connection.vendor == "sqlite":
        return []
    label = f"demo_{os.getpid()}_{abs(hash(folder.name)) % 10_000_000}"
    create_database(label)
    return ["--database", address_of(label)]


def figures(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert done.returncode == 0, done.stdout + done.stderr
    counted: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return counted


def test_an_association_from_nothing_then_nothing_more_to_do(tmp_path: Path) -> None:
    asked = ["--no-serve", "--json", *database(tmp_path)]
    first = figures(demo(tmp_path, *asked, "--members", "10"))
    assert first["members"] == 10
    assert first["vpn_peers"] == first["vpn_services_active"] > 0
    assert first["radius_users"] == first["line_services_active"] > 0
    assert first["addresses_on_hosts"] == first["assignments"] > 0
    assert first["pdfs"] == first["documents"] > 0
    assert first["second_converge_changes"] == 0
    assert figures(demo(tmp_path, *asked)) == first


@pytest.mark.parametrize("members", ["none", "-3", "4"])
def test_a_number_of_members_that_cannot_be_is_refused(tmp_path: Path, members: str) -> None:
    done = demo(tmp_path, "--members", members)
    assert done.returncode == 2
    assert "entre 5 et 20000" in done.stderr


def test_a_port_that_is_taken_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = demo(tmp_path, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 69
    assert "déjà pris" in done.stderr
    assert not list(tmp_path.iterdir())


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    with (tmp_path / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = demo(tmp_path, "--no-serve")
    assert done.returncode == 69
    assert "tourne déjà" in done.stderr


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = demo(tmp_path / "file", "--no-serve")
    assert done.returncode == 73
    assert "impossible d’écrire" in done.stderr


@pytest.mark.parametrize(
    ("address", "code"),
    [("mysql://127.0.0.1/coin", 78), ("postgresql://coin@127.0.0.1:1/coin", 75)],
)
def test_a_database_that_cannot_be_is_a_sentence(tmp_path: Path, address: str, code: int) -> None:
    done = demo(tmp_path, "--no-serve", "--database", address)
    assert done.returncode == code
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
