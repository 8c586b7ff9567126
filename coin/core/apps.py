"""The room that knows no other room."""

from django.db.models.signals import post_migrate

from coin.core import rooms


class CoreConfig(rooms.Room):
    name = "coin.core"
    label = "core"

    def ready(self) -> None:
        from coin.core import folding, tasks

        folding.register()
        # Django sends post_migrate once for each app: `sender` keeps one pass over the queue.
        post_migrate.connect(tasks.rename_queued, sender=self)
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
        from coin.core import house_retention, jobs  # noqa: F401 (core's own rules and jobs)
