"""Two servers confirm the two halves of each bundle at the same moment: no bundle is left behind."""

from pathlib import Path

import pytest

from coin.subscriptions.enums import ServiceState, SubscriptionState
from tests.core.processes import at_once, shared_database
from tests.factories import ServiceFactory, SubscriptionFactory

BUNDLES = 12
BEFORE = """
import sys
from coin.subscriptions.models import Subscription
from coin.subscriptions.services import confirm_services
"""
CONFIRMER = """
for pk in sys.argv[1].split(","):
    confirm_services({int(pk): 1})
"""
COUNTER = """
print(Subscription.objects.filter(state="active").count())
"""


@pytest.mark.django_db(transaction=True)
def test_both_halves_confirmed_at_once_make_the_whole(tmp_path: Path) -> None:
    halves: tuple[list[str], list[str]] = ([], [])
    for _ in range(BUNDLES):
        bundle = SubscriptionFactory.create(state=SubscriptionState.ACCEPTED, active_on=None)
        for half in halves:
            service = ServiceFactory.create(subscription=bundle, state=ServiceState.PENDING)
            half.append(str(service.pk))
    shared = {"DATABASE_URL": shared_database(tmp_path), "COIN_STATE_DIR": str(tmp_path)}

    lists = [[",".join(half)] for half in halves]
    *_silent, counted = at_once(BEFORE, CONFIRMER, lists, COUNTER, **shared)
    assert int(counted) == BUNDLES
