"""The room that knows no other room."""

from coin.core import rooms


class CoreConfig(rooms.Room):
    name = "coin.core"
    label = "core"

    def ready(self) -> None:
        from coin.core import folding

        folding.register()
        # Each room may hold these modules; importing them fills core's registries.
        rooms.import_modules(
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
        from coin.core import house_retention, jobs  # noqa: F401 (the house's own rules and jobs)
