"""The door of coin.core.guards."""

from django.db import models


class RetentionDoor(models.Model):
    """A row here, seen by its own transaction only, lets it change and delete what is kept. Always empty otherwise."""

    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M}"
