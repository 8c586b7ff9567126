"""TODO-DOC"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from provisioning.enums import RunKind, RunState


class RunFilter(FilterSet):
    search_help = _("Name of the deployment")
    state = ChipFilter(label=_("State"), choices=RunState.choices)
    kind = ChipFilter(label=_("Kind"), choices=RunKind.choices)

    def search(self, queryset: Any, words: str) -> Any:
        return queryset.filter(deployment__name__icontains=words)


class DeploymentFilter(FilterSet):
    search_help = _("Name of the deployment")

    def search(self, queryset: Any, words: str) -> Any:
        return queryset.filter(name__icontains=words)
