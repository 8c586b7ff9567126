"""What a member owes, in one sentence, and how to pay it: the same words on the home page and on the page of money."""

from decimal import Decimal
from typing import Any

from coin.billing.balance import online_holds, queries
from coin.billing.hardship.instalments import Progress, under_way
from coin.billing.online.stripe import gateway
from coin.core.money import ZERO, total
from coin.members.models import Member
from coin.portal.money.transfer import transfer


def balance_context(member: Member) -> dict[str, Any]:
    """The context of portal/money/balance.html, read anew each time: a statement counts as soon as it is imported."""
    owed = queries.owed(member)
    has_plan = any(owed_document.is_in_plan for owed_document in owed.documents)
    plan = under_way(member) if has_plan else None
    now = to_pay(owed, plan)
    return {
        "owed": owed,
        "balance": owed.balance,
        "ahead": -owed.balance,
        "is_late": any(owed_document.is_late for owed_document in owed.documents),
        "plan": plan,
        "to_pay": now,
        "pays_online": gateway.is_on(),
        "on_its_way": online_holds.on_its_way(member) if gateway.is_on() else ZERO,
        "bank_known_until": queries.bank_known_until(),
        "transfer": transfer(member, now) if now > ZERO else None,
    }


def to_pay(owed: queries.Owed, plan: Progress | None) -> Decimal:
    """What to pay now, in euros: the balance (below zero: a credit), or less under a payment plan.

    Of the documents in the plan, only its late or next instalment is asked. `plan` is None without one.
    """
    if plan is None:
        return owed.balance
    others = total(
        owed_document.rest for owed_document in owed.documents if not owed_document.is_in_plan
    )
    # Never more than the balance: a credit may already pay a part of what the plan asks.
    return min(owed.balance, others + plan.to_pay_now)
