"""Parameters that people choose for a service: only the form of its type ever takes them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.subscriptions.models import Service
from coin.subscriptions.registry import ServiceType

HIDDEN = "•••"


def taken_by(
    service_type: ServiceType, given: Mapping[str, Any] | None, *, service: Service | None = None
) -> dict[str, Any]:
    """The cleaned values of the type's form.

    `given` are the values typed, None for none; `service` is None for one that is asked for. Nothing is written. Raises
    InvalidInput on the first field that is wrong, or when values are given for a type that has no form.
    """
    form = service_type.parameters_form(dict(given or {}), service=service)
    if form is None:
        if given:
            raise InvalidInput(
                _("There is nothing to choose for “%(type)s”.") % {"type": service_type.label}
            )
        return {}
    if not form.is_valid():
        field, messages = next(iter(form.errors.items()))
        raise InvalidInput(str(messages[0]), field="" if field == NON_FIELD_ERRORS else field)
    return dict(form.cleaned_data)


def changes_for_journal(
    service_type: ServiceType, service: Service, after: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """What differs between the service's parameters and `after`: each name, with its values before and after.

    The value of a password field is never shown. Nothing is written.
    """
    form = service_type.parameters_form(service=service)
    secret = {
        name
        for name, field in (form.fields.items() if form else ())
        if isinstance(field.widget, forms.PasswordInput)
    }
    before = service.parameters
    return {
        name: (HIDDEN, HIDDEN) if name in secret else (before.get(name), value)
        for name, value in after.items()
        if name not in before or before[name] != value
    }
