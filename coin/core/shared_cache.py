"""The cache that every process on every machine shares: a table of the database.

For a few minutes, it holds facts that all processes must count together, or that may happen only once: refused
sign-ins, used codes. Its keys are digests, since they are made of logins and addresses.
"""

from django.utils.crypto import salted_hmac


def digest(key: str, prefix: str, version: int) -> str:
    """The key under which an entry is stored (Django's KEY_FUNCTION)."""
    words = f"{prefix}:{version}:{key}"
    # Keyed by SECRET_KEY: a copy of the table alone does not let anybody try logins against it.
    return salted_hmac("coin.core.shared_cache", words, algorithm="sha256").hexdigest()
