"""What bytes or words are recognised by."""

import hashlib


def sha256(content: bytes | str) -> str:
    """The SHA-256 in 64 hexadecimal digits; of words, that of their UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
