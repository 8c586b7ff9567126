"""`manage.py check --database default` says why the federation cannot read the association's isp.json."""

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
    """coin.W301 for each fault for which the federation would refuse isp.json, or leave the association off its map.

    Nothing is looked at without `databases`, nor before the first migration.
    """
    # Imported here: the models are ready when the check runs, not when it is declared.
    from coin.federation import isp, rules

    if not databases:
        return []
    try:
        faults = rules.faults(isp.document())
    except DatabaseError:
        return []  # before the first migration there is no association to check
    return [
        checks.Warning(str(fault.text), hint=str(fault.hint), id="coin.W301") for fault in faults
    ]
