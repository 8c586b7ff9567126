"""The counts that the federation asks for."""

from datetime import date

from coin.members.dues.queries import count_by_standing
from coin.members.enums import IN_FORCE
from coin.subscriptions.enums import INTERNET_ACCESS
from coin.subscriptions.life.queries import count_subscribers


def member_count(day: date) -> int:
    """How many members are in force on that day: in good standing, or late and not yet lapsed."""
    members = count_by_standing(day)
    return sum(members[standing] for standing in IN_FORCE)


def subscriber_count() -> int:
    """How many members have at least one active Internet access now (hosting and mail do not count)."""
    return count_subscribers(INTERNET_ACCESS)
