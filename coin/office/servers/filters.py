"""The filters of runs and deployments."""

from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from provisioning.enums import RunKind, RunState


class RunFilter(FilterSet):
    search_help = _("Name of the deployment")
    searched = ("deployment__name",)
    state = ChipFilter(label=_("State"), choices=RunState.choices)
    kind = ChipFilter(label=_("Kind"), choices=RunKind.choices)


class DeploymentFilter(FilterSet):
    search_help = _("Name of the deployment")
    searched = ("name",)
