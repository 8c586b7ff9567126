"""Two members who both pay a share of a subscription are merged: what was billed to two shares is of one."""

from coin.billing.models import Line
from coin.core import guards
from coin.members.merging.registry import moves
from coin.members.models import Member, User
from coin.subscriptions.models import Share


def move_shared_lines(merged: Member, survivor: Member, actor: User | None) -> None:
    """One of the two shares is to go: its lines are of the other from now on, as differences, since the other has its
    own lines for the same days."""
    for share in Share.objects.filter(member=merged, split__shares__member=survivor):
        twin = Share.objects.get(split=share.split_id, member=survivor)
        with guards.retention():
            Line.objects.filter(share=share).update(share=twin, is_correction=True)


moves(
    "billing.shared_lines",
    "",
    Line,
    move=move_shared_lines,
    of=lambda member: Line.objects.filter(share__member=member),
    order=10,
)
