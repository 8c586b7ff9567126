"""Rooms, and the search for their registry modules.

A room is a Django app of coin. It fills the registries of the rooms below it by modules of reserved names (`board.py`,
`retention.py`...), which stand at its root or in the folder of a subject.
"""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps

# The modules that fill core's registries when Django starts. Their names are reserved: see docs/architecture.md.
REGISTRIES = (
    "checks",
    "capabilities",
    "actions",
    "badges",
    "board",
    "navigation",
    "personal_data",
    "retention",
    "sensitive",
    "tasks",
)


class Room(AppConfig):
    """The configuration that every room derives its own from."""

    def modules(self, name: str) -> list[str]:
        """The dotted paths of this room's modules of that name: its root first, then its subjects in order."""
        root = Path(self.path)
        files = sorted([*root.glob(f"{name}.py"), *root.glob(f"*/{name}.py")])
        parts = [file.relative_to(root).with_suffix("").parts for file in files]
        return [".".join((self.name, *part)) for part in sorted(parts, key=lambda part: part[:-1])]


def import_modules(*names: str) -> None:
    """Import the modules of these names in every room: each of them then fills its registry."""
    for room in apps.get_app_configs():
        if isinstance(room, Room):
            for name in names:
                for module in room.modules(name):
                    import_module(module)
