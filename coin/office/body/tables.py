"""The list of acts of two people: its columns and its filters."""

from django.utils.translation import gettext_lazy as _

from coin.core import sensitive
from coin.core.filters import ChipFilter, FilterSet
from coin.core.models import ProposalState
from coin.core.tables import BadgeColumn, Column, LinkColumn, MomentColumn, Table
from coin.office import pages_of


class ProposalTable(Table):
    empty = _("Nothing was asked for yet: what takes two people appears here.")
    sentence = LinkColumn(
        verbose_name=_("What"),
        to=pages_of.PROPOSALS.url_of,
        orderable=False,
    )
    act = Column(verbose_name=_("Kind"))
    asked_by = Column(verbose_name=_("Asked by"), order_by=("asked_by__name", "-pk"))
    asked_at = MomentColumn(verbose_name=_("When"))
    state = BadgeColumn(enum="ProposalState", verbose_name=_("State"))
    decided_by = Column(verbose_name=_("Decided by"), order_by=("decided_by__name", "-pk"))

    def render_act(self, value: str) -> str:
        labels = {act.slug: str(act.label) for act in sensitive.acts()}
        return labels.get(value, value)

    def value_act(self, value: str) -> str:
        return self.render_act(value)


class ProposalFilter(FilterSet):
    search_help = _("What, reason, or who asked")
    searched = ("sentence", "reason", "asked_by__name")
    state = ChipFilter(label=_("State"), choices=ProposalState.choices)
