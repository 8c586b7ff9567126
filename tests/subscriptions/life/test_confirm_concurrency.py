"""Two servers confirm the two halves of each bundle at the same moment: no bundle is left behind."""

from pathlib import Path

import pytest

from coin.subscriptions.enums import ServiceState, SubscriptionState
from tests.core.processes import shared_database, start_python
from tests.factories import ServiceFactory, SubscriptionFactory

BUNDLES = 12
CONFIRMER = """
import sys
import django
django.setup()
from coin.subscriptions.services import confirm_services
for pk in sys.argv[1].split(","):
    confirm_services({int(pk): 1})
"""
COUNTER = """
import django
django.setup()
from coin.subscriptions.models import Subscription
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

    confirmers = [start_python("-c", CONFIRMER, ",".join(half), **shared) for half in halves]
    for confirmer in confirmers:
        confirmer.communicate(timeout=120)
    assert [confirmer.returncode for confirmer in confirmers] == [0, 0]

    counted = start_python("-c", COUNTER, **shared).communicate(timeout=120)[0]
    assert int(counted) == BUNDLES
