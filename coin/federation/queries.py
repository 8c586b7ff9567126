"""What the federation counts."""

from datetime import date

from coin.members.enums import IN_FORCE
from coin.members.models import Member
from coin.subscriptions.enums import INTERNET_ACCESS, SubscriptionState
from coin.subscriptions.models import Subscription


def member_count(day: date) -> int:
    """Members in force on that day: in good standing, or late and not yet lapsed."""
    return Member.objects.with_standing(day).filter(standing__in=IN_FORCE).count()


def subscriber_count() -> int:
    """Members with at least one active Internet access, counted once (not hosting or mail)."""
    active = Subscription.objects.filter(
        state=SubscriptionState.ACTIVE, offer__technology__in=INTERNET_ACCESS
    )
    return active.order_by().values("member").distinct().count()
