"""What each role opens in the portal: said here, and nowhere else.

A holder (`owner`) sees and does everything. `accounts` is for the people who keep the books: dues, documents, payments.
`technical` is for those who look after the services and the people who use them. A page that names no part is for
holders.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coin.members.enums import MemberKind, RepresentativeRole
from coin.members.models import Member


class Part(StrEnum):
    COMMON = "common"  # who the member is, the person's own account
    MONEY = "money"
    SERVICES = "services"
    RECORD = "record"  # the member's data, papers, who acts for them, every act that commits them


OPENS: dict[str, frozenset[Part]] = {
    RepresentativeRole.OWNER: frozenset(Part),
    RepresentativeRole.ACCOUNTS: frozenset({Part.COMMON, Part.MONEY}),
    RepresentativeRole.TECHNICAL: frozenset({Part.COMMON, Part.SERVICES}),
}


@dataclass(frozen=True)
class Acting:
    """The member for whom somebody acts in this request, and the parts that their roles open."""

    member: Member
    parts: frozenset[Part]


def remember(user: Any, acting: Acting) -> None:
    """Put the member and the open parts on the request's user, where the menu reads them."""
    user.acting = acting


def opens(user: Any, part: Part) -> bool:
    """Whether the menu shows an entry of that part.

    A page about no member remembers no roles: it shows every entry, and the page behind the entry checks.
    """
    acting: Acting | None = getattr(user, "acting", None)
    return acting is None or part in acting.parts


def sees_money(user: Any) -> bool:
    return opens(user, Part.MONEY)


def sees_services(user: Any) -> bool:
    return opens(user, Part.SERVICES)


def sees_people(user: Any) -> bool:
    """Whether the menu shows the people of an organisation: to those who look after its services."""
    acting: Acting | None = getattr(user, "acting", None)
    is_organisation = acting is not None and acting.member.kind == MemberKind.ORGANISATION
    return is_organisation and opens(user, Part.SERVICES)
