"""The chain that closes the journal: each row is sealed once, and each seal holds the one before it.

Whoever changes, removes or slips in a row later breaks it, and `verify` says where. What nobody can see from inside is
that the end of the journal was cut off, or all of it written anew: for that the head of the chain is logged each day,
outside the database, and `verify(head=...)` asks whether it is still there.
"""

from coin.core.chain.checking import (
    JOB,
    Break,
    JournalBroken,
    Result,
    State,
    Wrong,
    state,
    verify,
    verify_and_note,
)
from coin.core.chain.erasing import erase_words
from coin.core.chain.sealing import seal, seal_newest

__all__ = [
    "JOB",
    "Break",
    "JournalBroken",
    "Result",
    "State",
    "Wrong",
    "erase_words",
    "seal",
    "seal_newest",
    "state",
    "verify",
    "verify_and_note",
]
