"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from coin.core.models import Association


def association(request: HttpRequest) -> dict[str, Any]:
    return {"association": SimpleLazyObject(Association.current)}
