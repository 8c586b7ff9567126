"""Digests, by which the same bytes or the same text are recognised."""

import hashlib


def sha256(content: bytes | str) -> str:
    """The SHA-256 of `content` in 64 hexadecimal digits; a text is read as UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
