"""IBANs, the numbers of bank accounts, as people type them."""

from django.utils.translation import gettext as _
from schwifty import IBAN

from coin.core.errors import InvalidInput


def read_iban(text: str) -> IBAN:
    """The IBAN of a typed text, valid or not: `is_valid` says which. Store `compact`; print `formatted`, in fours."""
    return IBAN(text, allow_invalid=True)


def checked_iban(iban: str) -> str:
    """The IBAN in its compact form, without spaces. Raises InvalidInput on `iban` when it is empty or not valid."""
    account = read_iban(iban)
    if not account.is_valid:
        raise InvalidInput(_("This IBAN is not right: check its digits."), field="iban")
    return account.compact
