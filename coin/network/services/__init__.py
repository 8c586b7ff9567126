"""Writes of this room: pools, assignments, releases, and questions about who held an address."""

from coin.network.errors import (
    AddressTaken,
    NoPool,
    NotHeld,
    PoolClosed,
    PoolFull,
    ServiceEnded,
)
from coin.network.services.assigning import assign, assign_for
from coin.network.services.legal_requests import read_legal_request, record_legal_request
from coin.network.services.looking_up import look_up
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
    "look_up",
    "promote",
    "read_legal_request",
    "record_legal_request",
    "release",
    "release_all",
]
