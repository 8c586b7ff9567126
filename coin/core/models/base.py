"""Building blocks of the rooms' models."""

from typing import Any

from django.db import models


class FrozenRow(Exception):
    """The code tried to change or delete a row that stays as it was written."""


class FrozenQuerySet(models.QuerySet[Any]):
    """Refuses bulk changes and bulk deletes, by FrozenRow. The retention job passes it by, with plain querysets."""

    def update(self, **kwargs: Any) -> int:
        raise FrozenRow(f"{self.model.__name__} rows are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise FrozenRow(f"{self.model.__name__} rows are never deleted")


class AppendOnly(models.Model):
    """The base of rows that are written once: changing or deleting one raises FrozenRow. A correction is a new row."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenRow(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FrozenRow(f"{type(self).__name__} rows are never deleted")


def enum_constraint(
    model: str, field: str, choices: type[models.TextChoices]
) -> models.CheckConstraint:
    """The CheckConstraint that holds the enum column `field` to its values. `model` begins the constraint's name."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}), name=f"{model}_{field}_is_known"
    )
