"""`manage.py check --database default` says what keeps the federation from reading us."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError


@checks.register(checks.Tags.database)
def isp_json_is_valid(
    *,
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[checks.CheckMessage]:
    """coin.W301: isp.json would be refused, or would leave us off the map."""
    from coin.federation import (  # models are ready when the check runs, not when it is declared
        isp,
        rules,
    )

    if not databases:
        return []
    try:
        found = rules.faults(isp.document())
    except DatabaseError:
        return []  # before the first migration there is no association to speak of
    return [
        checks.Warning(str(fault.text), hint=str(fault.hint), id="coin.W301") for fault in found
    ]
