"""Why a bank sends a debit back (ISO 20022 external codes), in words, and what follows for the mandate."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """What a code means: `words` for the volunteers, `told` for the member.

    `suspends`: nothing is taken by the mandate until somebody mends it. Otherwise the debit may be asked again.
    """

    words: "str | Promise"
    told: "str | Promise"
    suspends: bool = False


# What the member reads where several codes come to the same.
ACCOUNT = _("the account number is not, or no longer, the right one")
CLOSED = _("this account is closed")
BLOCKED = _("this account cannot be debited")
REFUSED = _("you, or your bank in your name, refused it")
REASONS = {
    "AC01": Reason(_("Wrong account number"), ACCOUNT, suspends=True),
    "AC04": Reason(_("Account closed"), CLOSED, suspends=True),
    "AC06": Reason(_("Account blocked"), BLOCKED, suspends=True),
    "AC13": Reason(_("Account of a kind that cannot be debited"), BLOCKED, suspends=True),
    "AG01": Reason(_("Account that cannot be debited"), BLOCKED, suspends=True),
    "AG02": Reason(_("Operation that the bank does not know"), _("the bank could not do it")),
    "AM04": Reason(
        _("Not enough money on the account"), _("there was not enough money on the account")
    ),
    "AM05": Reason(_("The same debit twice"), _("the bank had it twice")),
    "BE05": Reason(
        _("The bank does not know the creditor identifier"),
        _("the bank did not know the association"),
    ),
    "FF01": Reason(_("File that the bank cannot read"), _("the bank could not do it")),
    "MD01": Reason(
        _("No valid mandate, says the debtor’s bank"),
        _("your bank knows no valid mandate for it"),
        suspends=True,
    ),
    "MD02": Reason(
        _("Details of the mandate missing or wrong"),
        _("the details of your mandate were not right"),
        suspends=True,
    ),
    "MD06": Reason(
        _("Refund asked by the debtor"), _("you asked your bank for a refund"), suspends=True
    ),
    "MD07": Reason(
        _("The account holder died"), _("the bank can no longer debit it"), suspends=True
    ),
    "MS02": Reason(_("Refused by the debtor"), REFUSED, suspends=True),
    "MS03": Reason(_("No reason given by the bank"), _("your bank gave no reason")),
    "RC01": Reason(_("Wrong BIC"), ACCOUNT, suspends=True),
    "RR01": Reason(_("Account number missing (rules of the bank)"), ACCOUNT, suspends=True),
    "SL01": Reason(
        _("The debtor’s bank blocks this creditor"),
        _("your bank blocks debits of the association"),
        suspends=True,
    ),
}
OTHER = Reason(_("Reason that coin does not know"), _("your bank gave no reason that we know"))


def reason(code: str) -> Reason:
    """The meaning of a bank's code, as AC04. A code that coin does not know gives OTHER, which suspends nothing."""
    return REASONS.get(code, OTHER)
