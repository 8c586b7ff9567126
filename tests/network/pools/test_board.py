from collections.abc import Callable

from coin.core import board
from coin.members.models import User
from coin.network.assignments.assigning import assign
from coin.network.models import Pool
from coin.network.pools.services import edit_pool
from coin.subscriptions.models import Service


def test_a_pool_that_is_nearly_full_waits_for_the_network_group(
    pool: Pool, service: Service, volunteer: Callable[..., User], charlie: User
) -> None:
    actor = volunteer("network.edit")
    for _ in range(11):
        assign(pool, service, actor=None)
    assert board.lines_for(actor) == {}
    assign(pool, service, actor=None)
    (lines,) = board.lines_for(actor).values()
    assert [str(pool) in str(line.text) for line in lines] == [True]
    assert board.lines_for(charlie) == {}
    edit_pool(pool, actor=None, is_open=False)
    assert board.lines_for(actor) == {}
