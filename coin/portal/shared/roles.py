"""What each role opens in the portal: said here, and nowhere else.

A holder sees and does everything. `accounts` is for whoever keeps the books: dues, documents, payments. `technical` is
for whoever looks after the services and the people who use them. A page that names no part is for holders.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coin.members.enums import MemberKind, RepresentativeRole
from coin.members.models import Member


class Part(StrEnum):
    COMMON = "common"  # who the member is, one's own account
    MONEY = "money"
    SERVICES = "services"
    RECORD = "record"  # the member's data, papers, who acts for them, what engages them


OPENS: dict[str, frozenset[Part]] = {
    RepresentativeRole.OWNER: frozenset(Part),
    RepresentativeRole.ACCOUNTS: frozenset({Part.COMMON, Part.MONEY}),
    RepresentativeRole.TECHNICAL: frozenset({Part.COMMON, Part.SERVICES}),
}


@dataclass(frozen=True)
class Acting:
    """For whom somebody acts in this request, and what their roles open."""

    member: Member
    parts: frozenset[Part]


def remember(user: Any, acting: Acting) -> None:
    """Put on the request's user what the menu asks."""
    user.acting = acting


def opens(user: Any, part: Part) -> bool:
    """Whether the menu shows an entry of that part. On a page about no member it cannot know: the page itself does."""
    acting: Acting | None = getattr(user, "acting", None)
    return acting is None or part in acting.parts


def sees_money(user: Any) -> bool:
    return opens(user, Part.MONEY)


def sees_services(user: Any) -> bool:
    return opens(user, Part.SERVICES)


def sees_people(user: Any) -> bool:
    """The people of an organisation, for those who look after its services."""
    acting: Acting | None = getattr(user, "acting", None)
    is_organisation = acting is not None and acting.member.kind == MemberKind.ORGANISATION
    return is_organisation and opens(user, Part.SERVICES)
