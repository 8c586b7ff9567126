"""One lock for a member's money: whoever drafts, issues, cancels or allocates takes the member's row first."""

from collections.abc import Iterable

from coin.members.models import Member


def lock_members(pks: Iterable[int]) -> dict[int, Member]:
    """The members, locked in order until the end of the transaction (on SQLite the transaction itself locks)."""
    rows = Member.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(pks))
    return {member.pk: member for member in rows.order_by("pk")}


def lock_member(pk: int) -> Member:
    """One member, locked until the end of the transaction."""
    return lock_members([pk])[pk]
