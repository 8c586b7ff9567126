"""The working groups to ask for a right."""

from coin.members.models import WorkingGroup


def groups_holding(slug: str) -> list[str]:
    """The names of the working groups that hold the capability of this slug, in order; empty when none does."""
    return [group.name for group in WorkingGroup.objects.all() if slug in group.capabilities]
