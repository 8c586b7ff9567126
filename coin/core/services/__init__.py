"""Writes of the house itself."""

from coin.core.services.settings import (
    change_settings,
    set_done_alone,
    set_retention,
    tighten_acts_of_two,
)

__all__ = ["change_settings", "set_done_alone", "set_retention", "tighten_acts_of_two"]
