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
        rooms.import_modules(*rooms.REGISTRIES)
        from coin.core import house_retention, jobs  # noqa: F401 (core's own rules and jobs)
