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
            _(
                "This is no longer possible: the state is now “%(current)s”. Reload the page to see what happened."
            )
            % {"current": current}
        )
        self.current = current
        self.target = target


def move(
    instance: models.Model, *, to: str, allowed: Iterable[str], field: str = "state", **values: Any
) -> None:
    """Set `field` to `to` and `values` with it, if the stored state is one of `allowed`.

    The instance in hand is updated too. Raises TransitionRefused, having written nothing, when the row is in any
    other state. Values are plain: an expression would stay on the instance in place of its result.
    """
    manager = type(instance)._default_manager
    rows = manager.filter(**{"pk": instance.pk, f"{field}__in": list(allowed)})
    if rows.update(**{field: to}, **values) != 1:
        instance.refresh_from_db(fields=[field])
        raise TransitionRefused(_label(instance, field), to)
    for name, value in {field: to, **values}.items():
        setattr(instance, name, value)


def move_many(
    rows: "models.QuerySet[Any]",
    *,
    to: str,
    allowed: Iterable[str],
    field: str = "state",
    **values: Any,
) -> list[int]:
    """Move those of `rows` that are in an allowed state; returns their primary keys, in order. Two queries.

    The rows are locked in order first, so the answer is exactly what moved and two batches cannot wait on each other.
    Call it in a transaction. `values` may be expressions.
    """
    # PostgreSQL cannot lock the optional side of a join, so `of` names the rows themselves alone.
    allowed_rows = rows.filter(**{f"{field}__in": list(allowed)}).order_by("pk")
    moved = list(allowed_rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    if moved:
        rows.model._default_manager.filter(pk__in=moved).update(**{field: to}, **values)
    return moved


def _label(instance: models.Model, field: str) -> str:
    display = getattr(instance, f"get_{field}_display", None)
    return str(display() if display else getattr(instance, field))
