"""Merging two members who both pay a share of one subscription: the lines of both shares become lines of one."""

from coin.billing.models import Line
from coin.core import guards
from coin.members.merging.registry import moves
from coin.members.models import Member, User
from coin.subscriptions.models import Share


def move_shared_lines(merged: Member, survivor: Member, actor: User | None) -> None:
    """Move the lines of a share that is about to go to the survivor's share of the same split.

    They become lines of difference: the survivor's share has its own lines for the same days, and the database admits
    one line per share and first day.
    """
    for share in Share.objects.filter(member=merged, split__shares__member=survivor):
        twin = Share.objects.get(split=share.split_id, member=survivor)
        # Issued documents keep their lines as written: only the open door lets this update through.
        with guards.retention():
            Line.objects.filter(share=share).update(share=twin, is_correction=True)


# Lines move first: moving the shares (subscriptions.shares) deletes the share that they point to.
moves(
    "billing.shared_lines",
    "",
    Line,
    move=move_shared_lines,
    of=lambda member: Line.objects.filter(share__member=member),
    order=10,
)
