"""The variables that every template can use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from coin.core.models import Association


def association(request: HttpRequest) -> dict[str, Any]:
    # Lazy: a page that does not name the association costs no query.
    return {"association": SimpleLazyObject(Association.current)}
