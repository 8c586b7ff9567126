"""What becomes of this room's rows when two members are merged: the survivor takes them over."""

from django.utils.translation import gettext_lazy as _

from coin.members.merging.registry import moves
from coin.members.models import Member, User
from coin.subscriptions.models import Share, Subscription


def move_shares(merged: Member, survivor: Member, actor: User | None) -> None:
    """Move the shares. Two shares of the same split become one, which pays for both."""
    for share in Share.objects.filter(member=merged):
        twin = Share.objects.filter(split=share.split_id, member=survivor).first()
        if twin is None:
            Share.objects.filter(pk=share.pk).update(member=survivor)
            continue
        # One share a member and a split (one_share_a_member): the twin takes the sum.
        if share.parts is not None and twin.parts is not None:
            twin.parts += share.parts
        elif share.amount is not None and twin.amount is not None:
            twin.amount += share.amount
        share.delete()
        twin.save(update_fields=["parts", "amount"])


moves("subscriptions.subscriptions", _("subscriptions"), Subscription, "member")
moves("subscriptions.shares", _("shares of subscriptions"), Share, "member", move=move_shares)
