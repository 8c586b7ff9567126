"""What a member owes in one sentence, and how they pay it: the same on the first page and on the one about money."""

from decimal import Decimal
from typing import Any

from coin.billing.balance import online_holds, queries
from coin.billing.hardship.instalments import Progress, under_way
from coin.billing.online.stripe import gateway
from coin.core.money import ZERO, total
from coin.members.models import Member
from coin.portal.money.transfer import transfer


def balance_context(member: Member) -> dict[str, Any]:
    """What portal/balance.html shows, read anew each time: right as soon as a statement is taken in."""
    owed = queries.owed(member)
    has_plan = any(one.is_in_plan for one in owed.documents)
    plan = under_way(member) if has_plan else None
    now = to_pay(owed, plan)
    return {
        "owed": owed,
        "balance": owed.balance,
        "ahead": -owed.balance,
        "is_late": any(one.is_late for one in owed.documents),
        "plan": plan,
        "to_pay": now,
        "pays_online": gateway.is_on(),
        "on_its_way": online_holds.on_its_way(member) if gateway.is_on() else ZERO,
        "bank_known_until": queries.bank_known_until(),
        "transfer": transfer(member, now) if now > ZERO else None,
    }


def to_pay(owed: queries.Owed, plan: Progress | None) -> Decimal:
    """What to pay now: the balance, of which a plan asks no more than what is late of it, or its next instalment."""
    if plan is None:
        return owed.balance
    others = total(one.rest for one in owed.documents if not one.is_in_plan)
    return min(owed.balance, others + plan.to_pay_now)
