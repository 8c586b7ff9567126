"""The search text of a member: one stored text, without accents or capitals, that holds the words of a search.

Only the services of this folder write it. `normalise` is applied to the stored text and to the words that are typed.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from coin.core.folding import normalise

if TYPE_CHECKING:
    from coin.members.models.member import Member

# Digits and the signs that people put between them, but not an IPv4 address: four numbers with three dots.
_PHONE = re.compile(r"(?![0-9]+(\.[0-9]+){3}\Z)\+?[0-9][0-9 ().-]*")
# Up to six digits are looked for as a member's number, more as a telephone number.
MOST_DIGITS_OF_A_NUMBER = 6


def of(
    member: "Member",
    logins: Iterable[str] = (),
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
) -> str:
    """The text to store for a member; computed, not saved.

    `logins` are those of the people who act for the member and of an organisation's people; `emails` and `phones` are
    the further contacts.
    """
    parts = [
        str(member.number),
        member.reference,
        member.first_name,
        member.last_name,
        member.organisation_name,
        member.pseudonym,
        member.email,
        member.city,
        digits(member.phone),
        *logins,
        *emails,
        *map(digits, phones),
    ]
    return normalise(" ".join(parts))


def digits(phone: str) -> str:
    """The digits of a telephone number, as it is dialled from France: `+33 6 12 34` gives `061234`."""
    dialled = "".join(filter(str.isdigit, phone))
    return f"0{dialled[2:]}" if phone.strip().startswith("+33") else dialled


def words_of(typed: str) -> list[str]:
    """The words of a search, folded as the stored text. A phone number is one word however spaced: `06 12.34-56 78`."""
    spelled = normalise(typed.replace("n°", ""))
    if _PHONE.fullmatch(spelled) and len(digits(spelled)) > MOST_DIGITS_OF_A_NUMBER:
        return [digits(spelled)]
    return spelled.split()
