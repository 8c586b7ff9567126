"""What a member owes in one sentence, and how they pay it: the same on the first page and on the one about money."""

from typing import Any

from coin.billing import queries
from coin.billing.instalments import under_way
from coin.billing.stripe import gateway
from coin.core.money import ZERO
from coin.members.models import Member
from coin.portal.transfer import transfer


def balance_context(member: Member) -> dict[str, Any]:
    """What portal/balance.html shows, read anew each time: right as soon as a statement is taken in."""
    owed = queries.owed(member)
    has_plan = any(one.is_in_plan for one in owed.documents)
    return {
        "owed": owed,
        "balance": owed.balance,
        "ahead": -owed.balance,
        "is_late": any(one.is_late for one in owed.documents),
        "plan": under_way(member) if has_plan else None,
        "pays_online": gateway.is_on(),
        "bank_known_until": queries.bank_known_until(),
        "transfer": transfer(member, owed.balance) if owed.balance > ZERO else None,
    }
