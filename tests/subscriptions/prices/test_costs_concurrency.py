"""Two volunteers change what the same line costs at the same moment: one price, one split, whole."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from tests.core.processes import at_once, shared_database
from tests.factories import MemberFactory, SubscriptionFactory

BEFORE = """
import sys
from datetime import date
from decimal import Decimal
from coin.core.errors import DomainError
from coin.members.models import Member
from coin.subscriptions import services
from coin.subscriptions.models import Price, Share, Split, Subscription
"""
CHANGER = """
pk, day, price = int(sys.argv[1]), date.fromisoformat(sys.argv[2]), Decimal(sys.argv[3])
held = Subscription.objects.get(pk=pk)
shares = [(one, Decimal(1)) for one in Member.objects.order_by("pk")]
for _ in range(8):
    try:
        services.change_price(held, monthly_price=price, starts_on=day, actor=None)
    except DomainError:
        pass
    services.split_cost(held, starts_on=day, mode="parts", shares=shares, actor=None)
"""
COUNTER = """
print(Price.objects.count(), Split.objects.count(), Share.objects.count())
"""


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_price_and_one_split(tmp_path: Path) -> None:
    line = SubscriptionFactory.create(monthly_price=Decimal(30))
    MemberFactory.create()
    day = str(timezone.localdate() + timedelta(days=10))
    shared = {"DATABASE_URL": shared_database(tmp_path), "COIN_STATE_DIR": str(tmp_path)}

    changes = [[line.pk, day, "35"], [line.pk, day, "36"]]
    *_silent, counted = at_once(BEFORE, CHANGER, changes, COUNTER, **shared)
    assert counted.split() == ["1", "1", "2"]
