"""Money that reaches the bank in one line for many payments: HelloAsso's payout, cash paid in.

Cheques come on a slip, which payments.cheques ties to its line.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coin.billing import chart
from coin.billing.account_enums import AccountUse
from coin.billing.bank.match_lines import file_line
from coin.billing.enums import BankLineState
from coin.billing.models import BankLine
from coin.core.errors import DomainError
from coin.core.folding import normalise
from coin.core.money import ZERO
from coin.members.models import User


@dataclass(frozen=True)
class Arrival:
    """The payout that a bank line seems to be, in `words`, and the `use` of the account where its payments wait."""

    words: "str | Promise"
    use: AccountUse


KNOWN = (
    (re.compile(r"hello\s?asso"), Arrival(_("HelloAsso’s payout"), AccountUse.HELLOASSO)),
    (re.compile(r"\bvers\w* (d )?especes\b"), Arrival(_("Cash paid in"), AccountUse.CASH)),
)


def arrival_of(line: BankLine) -> Arrival | None:
    """The arrival that a waiting line seems to be; None when its words tell nothing.

    None too for a line that no longer waits, or by which money goes out.
    """
    if line.state != BankLineState.TO_MATCH or line.amount <= ZERO:
        return None
    # Punctuation becomes spaces: "VERS. D'ESPECES" and "VERSEMENT D ESPECES" read alike.
    text = " ".join(re.split(r"[^a-z0-9]+", normalise(line.text)))
    return next((arrival for pattern, arrival in KNOWN if pattern.search(text)), None)


def account_of(line: BankLine) -> str:
    """The code of the account where the line's payments wait; empty when the line is no known arrival."""
    arrival = arrival_of(line)
    return chart.load().of(arrival.use) if arrival else ""


def file_arrival(line: BankLine, *, actor: User | None) -> None:
    """File the line under the account where its payments wait. Raises DomainError when the line is no known arrival."""
    arrival = arrival_of(line)
    if arrival is None:
        raise DomainError(_("This line says nothing of what it is: file it by hand."))
    account = chart.load().of(arrival.use)
    file_line(line, account=account, note=str(arrival.words), actor=actor)
