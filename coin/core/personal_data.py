"""The data that coin holds on a member: each room gives its part to a member who asks for it (GDPR art. 15 and 20).

A room declares its part in its `personal_data.py` (found by itself when Django starts).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise


@dataclass(frozen=True)
class Part:
    """One room's part: plain values (written as JSON), and files with the names they bear in the zip."""

    data: Any
    files: Sequence[tuple[str, FieldFile]] = field(default_factory=tuple)


# Takes a Member (core knows none).
Collect = Callable[[Any], Part]


@dataclass(frozen=True)
class Source:
    """A part's slug (the name of its JSON file), its words, and the function that collects it."""

    slug: str
    label: "str | Promise"
    collect: Collect


_sources: dict[str, Source] = {}


def holds(slug: str, label: "str | Promise") -> Callable[[Collect], Collect]:
    """Declare a part: decorates the function that collects it for one member. Raises ValueError for a slug taken."""

    def declare(function: Collect) -> Collect:
        if slug in _sources:
            raise ValueError(f"the personal data {slug} are declared twice")
        _sources[slug] = Source(slug, label, function)
        return function

    return declare


def sources() -> list[Source]:
    """Every declared part, in the order of the slugs."""
    return [_sources[slug] for slug in sorted(_sources)]
