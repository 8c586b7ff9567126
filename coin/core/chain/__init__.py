"""The chain that closes the journal: each row is sealed once, and each seal holds the digest of the seal before.

A person who later changes, removes or slips in a row breaks the chain, and `verify` says where. The database alone
cannot show that the end of the journal was cut off, or that all of it was written anew: for that the head of the chain
is logged each day, outside the database, and `verify(head=...)` asks whether the chain still holds it.
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
