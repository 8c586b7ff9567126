"""The door of coin.core.guards."""

from django.db import models


class RetentionDoor(models.Model):
    """A row here lets its own transaction change and delete guarded rows.

    The row is deleted before it is committed, so no other transaction sees it and the table stays empty.
    """

    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M}"
