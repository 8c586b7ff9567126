"""What waits for the network group: pools that are nearly full."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.board import WorkLine, work
from coin.network import capabilities
from coin.network.models import Pool
from coin.network.pools.usage import Usage, usage

NEARLY_FULL_PERCENT = 90


@work("network.pools_nearly_full", group=gettext_lazy("Network"), capability=capabilities.EDIT.slug)
def pools_nearly_full() -> Iterable[WorkLine]:
    """A line for each open pool of which a tenth or less of the slots that can be given is free."""
    pools = list(Pool.objects.filter(is_open=True))
    by_pool = usage(pools)
    return [
        _line(pool, by_pool[pool.pk])
        for pool in pools
        if by_pool[pool.pk].percent_taken >= NEARLY_FULL_PERCENT
    ]


def _line(pool: Pool, counted: Usage) -> WorkLine:
    text = _("The pool %(pool)s is nearly full: %(free)s addresses left.")
    return WorkLine(
        text % {"pool": pool, "free": counted.free},
        reverse("office:pool", args=[pool.pk]),
        _("See the pool"),
        count=counted.free,
        key=f"network.pools_nearly_full:{pool.pk}",
    )
