"""Numbers of bank accounts, as people type them."""

from schwifty import IBAN


def read_iban(text: str) -> IBAN:
    """What was typed, right or not: `is_valid` says which, `compact` is stored, `formatted` is printed by fours."""
    return IBAN(text, allow_invalid=True)
