"""Reads of this room: who had an address, what services hold, how full pools are."""

from coin.network.queries.holders import (
    Holding,
    current_of,
    history_of_address,
    history_of_service,
    who_had,
)
from coin.network.queries.legal_requests import legal_requests_per_year, with_state
from coin.network.queries.slot_map import Cell, slot_map
from coin.network.queries.usage import Usage, usage

__all__ = [
    "Cell",
    "Holding",
    "Usage",
    "current_of",
    "history_of_address",
    "history_of_service",
    "legal_requests_per_year",
    "slot_map",
    "usage",
    "who_had",
    "with_state",
]
