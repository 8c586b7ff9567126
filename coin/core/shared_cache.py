"""The cache that every process on every machine shares: a table of the database.

It holds for a few minutes what must be counted together or happen only once: sign-ins refused, codes used. Its keys
are digests, since they are made of logins and of addresses.
"""

from django.utils.crypto import salted_hmac


def digest(key: str, prefix: str, version: int) -> str:
    """What an entry is kept under (Django's KEY_FUNCTION)."""
    words = f"{prefix}:{version}:{key}"
    return salted_hmac("coin.core.shared_cache", words, algorithm="sha256").hexdigest()
