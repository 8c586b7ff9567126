"""The room that knows no other room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "coin.core"
    label = "core"

    def ready(self) -> None:
        # Each room may hold these modules; importing them fills core's registries.
        autodiscover_modules(
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
