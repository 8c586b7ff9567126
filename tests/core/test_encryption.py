"""Secrets that coin reads back: clear for coin, unreadable in the database."""

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection, models
from django.test.utils import isolate_apps
from pytest_django import Settings as SettingsWrapper

from coin.core.encryption import EncryptedTextField, decrypt, encrypt

Note = type[models.Model]


@pytest.fixture
def note(db: None) -> Note:
    """A row of a model with one encrypted column, and the table of that model."""
    with isolate_apps("coin.core"):

        class Note(models.Model):
            text = EncryptedTextField(blank=True)

            class Meta:
                app_label = "core"

            def __str__(self) -> str:
                return "a note"

    columns = "id integer PRIMARY KEY, text text NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE core_note ({columns})")
    return Note


def test_the_row_holds_no_clear_text_and_reads_back(note: Note) -> None:
    note._default_manager.create(pk=1, text="s3cret de la ligne")

    assert "s3cret" not in _stored()
    assert note._default_manager.values_list("text", flat=True).get() == "s3cret de la ligne"


def test_the_same_secret_is_never_written_twice_the_same(note: Note) -> None:
    note._default_manager.create(pk=1, text="same")
    first = _stored()
    note._default_manager.update(text="same")
    assert _stored() != first


def test_nothing_stays_nothing(note: Note) -> None:
    note._default_manager.create(pk=1, text="")
    assert _stored() == ""
    assert note._default_manager.values_list("text", flat=True).get() == ""


def test_another_key_does_not_open_it(settings: SettingsWrapper) -> None:
    locked = encrypt("secret")
    assert decrypt(locked) == "secret"
    settings.SECRET_KEY = "another key, of another installation of coin, entirely"
    with pytest.raises(InvalidToken):
        decrypt(locked)


def _stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM core_note")
        return str(cursor.fetchone()[0])
