"""A model's own validators, whose refusals become those of services."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from coin.core.errors import InvalidInput


def check_fields(instance: models.Model, names: Iterable[str] | None = None) -> None:
    """Hold the instance's fields (all, or those named) to their validators; saves nothing. Plain fields need no query.

    Raises InvalidInput for the first field that is wrong, with its name in `field`.
    """
    all_names = [field.name for field in instance._meta.fields]
    wanted = set(all_names if names is None else names)
    try:
        instance.clean_fields(exclude=[name for name in all_names if name not in wanted])
    except ValidationError as error:
        raise as_invalid_input(error) from error


def as_invalid_input(error: ValidationError) -> InvalidInput:
    """Django's refusal as an InvalidInput: the first sentence of the first field."""
    if not hasattr(error, "error_dict"):
        return InvalidInput(error.messages[0])
    field, messages = next(iter(error.message_dict.items()))
    return InvalidInput(messages[0], field="" if field == "__all__" else field)
