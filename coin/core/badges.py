"""The colour of every state, said once: a badge is always a word with a colour.

A room declares the tones of its enums in its `badges.py`. Tones, from good to over: good, busy (on its way), info,
warn (somebody should look), bad (it failed), off (it is over).
"""

from dataclasses import dataclass
from typing import Any

from django.db import models

TONES = ("good", "busy", "info", "warn", "bad", "off")


@dataclass(frozen=True)
class Badge:
    """A state as it is shown: its word and its tone."""

    label: str
    tone: str


_tones: dict[str, dict[str, str]] = {}
_enums: dict[str, type[models.TextChoices]] = {}


def declare(enum: type[models.TextChoices], tones: dict[Any, str]) -> None:
    """Give each value of `enum` its tone. ValueError for a value without one, an unknown tone, or a second time."""
    name = enum.__name__
    if name in _enums:
        raise ValueError(f"the badges of {name} are declared twice")
    if set(enum.values) != {str(value) for value in tones} or not set(tones.values()) <= set(TONES):
        raise ValueError(f"every value of {name} needs one of the tones {', '.join(TONES)}")
    _enums[name] = enum
    _tones[name] = {str(value): tone for value, tone in tones.items()}


def badge(enum: "type[models.TextChoices] | str", value: str) -> Badge:
    """The badge of a value; an enum nobody declared (or a value it does not know) is shown plainly."""
    name = enum if isinstance(enum, str) else enum.__name__
    known = _enums.get(name)
    label = str(known(value).label) if known and value in known.values else str(value)
    return Badge(label, _tones.get(name, {}).get(str(value), "off"))
