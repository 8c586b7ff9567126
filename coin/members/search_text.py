"""What a member is found by: one stored text, without accents or capitals, that a search looks into.

Only coin.members.services writes it; `normalise` is applied to what is stored and to what is typed.
"""

import unicodedata

from coin.members.models.member import Member


def normalise(text: str) -> str:
    """`text` without accents or capitals, and with single spaces: “Éloïse  LŒB” gives “eloise loeb”."""
    spelled = text.casefold().replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", spelled)
    return " ".join(
        "".join(letter for letter in decomposed if not unicodedata.combining(letter)).split()
    )


def of(member: Member, logins: list[str] | None = None) -> str:
    """The text to store for a member whose representatives have these logins."""
    parts = [
        str(member.number),
        member.reference,
        member.first_name,
        member.last_name,
        member.organisation_name,
        member.pseudonym,
        member.email,
        member.city,
        _digits(member.phone),
        *(logins or []),
    ]
    return normalise(" ".join(parts))


def _digits(phone: str) -> str:
    """A telephone number in digits, as it is dialled from France."""
    digits = "".join(filter(str.isdigit, phone))
    return f"0{digits[2:]}" if phone.strip().startswith("+33") else digits
