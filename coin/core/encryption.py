"""Secrets that coin must be able to read back (a line's RADIUS password), encrypted at rest by Fernet.

The key is derived from SECRET_KEY (HKDF-SHA256, RFC 5869). These secrets are lost with SECRET_KEY, so a backup holds
both.
"""

import base64
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _fernet(secret_key: str) -> Fernet:
    # No random salt: the same SECRET_KEY must give the same key in every process and after a restore.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"coin secrets").derive(
        secret_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypt(value: str) -> str:
    return _fernet(settings.SECRET_KEY).encrypt(value.encode()).decode()


def decrypt(value: str) -> str:
    """Raises cryptography.fernet.InvalidToken when SECRET_KEY is not the one it was encrypted with."""
    return _fernet(settings.SECRET_KEY).decrypt(value.encode()).decode()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that the database holds encrypted. It can be neither searched nor sorted."""

    def get_prep_value(self, value: Any) -> Any:
        # An empty text stays empty, so that a query can tell a row without a secret.
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value
