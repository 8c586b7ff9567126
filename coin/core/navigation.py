"""The menus of the faces: a room declares entries in its `navigation.py`, and people see those they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One line of a menu. The address of `url_name` takes no argument.

    `icon` is a name in the sprite of icons, `section` the heading above the entry; the lowest `order` comes first.
    With an empty `capability`, everyone of that face sees the entry; `shown(user)` may still hide it.
    """

    label: "str | Promise"
    url_name: str
    icon: str
    capability: str = ""
    section: "str | Promise" = ""
    order: int = 100
    shown: Callable[[Any], bool] | None = None

    @cached_property  # asked for some twenty entries, several times a page
    def url(self) -> str:
        return reverse(self.url_name)

    def is_for(self, user: Any) -> bool:
        if self.capability and not user.has_capability(self.capability):
            return False
        return self.shown is None or self.shown(user)


@dataclass(frozen=True)
class Line:
    """An entry as a page shows it: whether it starts a section, and whether the page is inside it."""

    entry: Entry
    starts_section: bool
    is_current: bool


_entries: dict[str, dict[str, Entry]] = {}


def entry(face: str, entry: Entry) -> None:
    """Add an entry to the menu of `face` ("office", "portal"). Raises ValueError when its page has an entry already."""
    menu = _entries.setdefault(face, {})
    if entry.url_name in menu:
        raise ValueError(f"the menu of {face} holds {entry.url_name} twice")
    menu[entry.url_name] = entry


def entries(face: str) -> list[Entry]:
    """Every entry of a face, the lowest `order` first, whoever may see it."""
    return sorted(_entries.get(face, {}).values(), key=lambda entry: entry.order)


def lines(face: str, user: Any, path: str) -> list[Line]:
    """The menu of `face` for `user`, on the page at `path`: the entry with the longest address that fits is current."""
    visible = [entry for entry in entries(face) if entry.is_for(user)]
    fitting = [entry.url for entry in visible if path.startswith(entry.url)]
    current = max(fitting, key=len, default="")
    # Each entry beside the section of the entry before it: a section starts where the two differ.
    sections = ["", *(str(entry.section) for entry in visible)]
    return [
        Line(entry, bool(entry.section) and str(entry.section) != before, entry.url == current)
        for entry, before in zip(visible, sections, strict=False)
    ]
