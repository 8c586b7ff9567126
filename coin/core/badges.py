"""The colour of every state, declared once: a badge is always a word with a colour.

A room declares the tones of its enums in its `badges.py`. The tones are good, busy (under way), info, warn (somebody
should look), bad (it failed) and off (it is over).
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
    """Give each value of `enum` its tone.

    Raises ValueError when a value has no tone, a tone is unknown, or the enum was declared before.
    """
    name = enum.__name__
    if name in _enums:
        raise ValueError(f"the badges of {name} are declared twice")
    if set(enum.values) != {str(value) for value in tones} or not set(tones.values()) <= set(TONES):
        raise ValueError(f"every value of {name} needs one of the tones {', '.join(TONES)}")
    _enums[name] = enum
    _tones[name] = {str(value): tone for value, tone in tones.items()}


def badge(enum: "type[models.TextChoices] | str", value: str) -> Badge:
    """The badge of a value; `enum` is the class or its name.

    Where the enum is not declared, or lacks the value, the bare value stands as the word, with the tone "off".
    """
    name = enum if isinstance(enum, str) else enum.__name__
    declared = _enums.get(name)
    label = str(declared(value).label) if declared and value in declared.values else str(value)
    return Badge(label, _tones.get(name, {}).get(str(value), "off"))
