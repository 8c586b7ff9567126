"""Series of numbers without a gap."""

from django.db import models


class Counter(models.Model):
    """The last number of a named series. Only coin.core.counters writes it."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
