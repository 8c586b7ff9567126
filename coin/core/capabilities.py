"""Capabilities: the code names them, working groups hold them, and a seat in a group gives them to a person."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Capability:
    """A right: its stable slug (`billing.issue`) and its words ("Issue documents")."""

    slug: str
    label: "str | Promise"

    def __str__(self) -> str:
        return self.slug


_known: dict[str, Capability] = {}


def capability(slug: str, label: "str | Promise") -> Capability:
    """Declare a capability (in a room's `capabilities.py`). Raises ValueError when the slug is taken."""
    if slug in _known:
        raise ValueError(f"the capability {slug} is declared twice")
    _known[slug] = Capability(slug, label)
    return _known[slug]


def known() -> dict[str, Capability]:
    """Every declared capability by slug."""
    return dict(sorted(_known.items()))
