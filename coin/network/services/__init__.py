"""Writes of this room: pools, assignments, releases."""

from coin.network.errors import (
    AddressTaken,
    NoPool,
    NotHeld,
    PoolClosed,
    PoolFull,
    ServiceEnded,
)
from coin.network.services.assigning import assign, assign_for
from coin.network.services.pools import create_pool, edit_pool
from coin.network.services.releasing import promote, release, release_all

__all__ = [
    "AddressTaken",
    "NoPool",
    "NotHeld",
    "PoolClosed",
    "PoolFull",
    "ServiceEnded",
    "assign",
    "assign_for",
    "create_pool",
    "edit_pool",
    "promote",
    "release",
    "release_all",
]
