"""A wrong password of the database: coin prints one sentence, without any part of the password."""

from pathlib import Path

import pytest
from django.db import connection

from tests.core.processes import ENGLISH, run_python, shared_database


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no password")
def test_a_wrong_password_is_a_sentence(tmp_path: Path) -> None:
    url = shared_database(tmp_path).replace(":" + connection.settings_dict["PASSWORD"], ":s3cret")
    ended = run_python("-c", ENGLISH, "migrate", DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path))

    assert ended.returncode == 75
    assert "refuses this user or password: check DATABASE_URL." in ended.stderr
    assert "s3cret" not in ended.stderr
