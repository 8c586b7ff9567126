"""One lock for a member's money: code that drafts, issues, cancels or allocates locks the member's row first."""

from collections.abc import Iterable

from coin.members.models import Member


def lock_members(pks: Iterable[int]) -> dict[int, Member]:
    """Lock the members until the end of the transaction, and return them by primary key.

    SQLite has no lock of a row: the transaction itself locks.
    """
    # NO KEY: other transactions may still write rows that point to these members.
    rows = Member.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(pks))
    # In the order of keys: two transactions that lock the same members cannot wait on each other for ever.
    return {member.pk: member for member in rows.order_by("pk")}


def lock_member(pk: int) -> Member:
    """Lock one member until the end of the transaction, and return the member as read behind the lock."""
    return lock_members([pk])[pk]
