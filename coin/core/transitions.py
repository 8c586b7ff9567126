"""State moves by one conditional UPDATE, so two processes can never both make it."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.core.errors import DomainError


class TransitionRefused(DomainError):
    """The row was not in a state from which this move is allowed (perhaps somebody else has just made it)."""

    def __init__(self, current: str, target: str) -> None:
        super().__init__(
            _("This is no longer possible: the state is now “%(current)s”. Reload the page to see what happened.")
            % {"current": current}
        )
        self.current = current
        self.target = target


def move(
    instance: models.Model, *, to: str, allowed: Iterable[str], field: str = "state", **values: Any
) -> None:
    """Set `field` to `to` and `values` with it, if the stored state is one of `allowed`.

    The instance in hand is updated too. Raises TransitionRefused, having written nothing, when the row is in any
    other state.
    """
    manager = type(instance)._default_manager
    rows = manager.filter(**{"pk": instance.pk, f"{field}__in": list(allowed)})
    if rows.update(**{field: to}, **values) != 1:
        instance.refresh_from_db(fields=[field])
        raise TransitionRefused(_label(instance, field), to)
    for name, value in {field: to, **values}.items():
        setattr(instance, name, value)


def _label(instance: models.Model, field: str) -> str:
    display = getattr(instance, f"get_{field}_display", None)
    return str(display() if display else getattr(instance, field))
