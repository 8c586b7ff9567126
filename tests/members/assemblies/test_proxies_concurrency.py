"""Eight members give their proxy to the same one at once, who may hold two."""

from pathlib import Path

import pytest

from coin.core.models import Association
from coin.members.models import Proxy
from tests.core.processes import at_once, shared_database
from tests.factories import MemberFactory
from tests.factories.assemblies import AssemblyFactory, voter

GIVERS = 8
BEFORE = """
import sys
from coin.core.errors import InvalidInput
from coin.members import services
from coin.members.models import Assembly, Member
"""
GIVER = """
giver = Member.objects.get(number=sys.argv[1])
try:
    services.give_proxy(Assembly.objects.get(), giver, who="100", name="Zola", actor=None)
    print("given")
except InvalidInput:
    print("refused")
"""


@pytest.mark.django_db(transaction=True)
def test_proxies_given_at_once_do_not_pass_the_ceiling(tmp_path: Path) -> None:
    Association.objects.update_or_create(pk=1, defaults={"proxies_per_holder": 2})
    AssemblyFactory.create()
    voter(MemberFactory.create(number=100, last_name="Zola"))
    for number in range(101, 101 + GIVERS):
        voter(MemberFactory.create(number=number))
    url = shared_database(tmp_path)
    numbers = [[number] for number in range(101, 101 + GIVERS)]
    answers = at_once(BEFORE, GIVER, numbers, DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path))

    assert sorted(answer.strip() for answer in answers) == ["given"] * 2 + ["refused"] * (
        GIVERS - 2
    )
    if "postgresql" in url:
        assert Proxy.objects.filter(withdrawn_at=None).count() == 2
