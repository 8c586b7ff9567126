"""What becomes of online payments when two members are merged."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.models import OnlinePayment, StoredMeans
from coin.members.merging.registry import moves
from coin.members.models import Member, User


def move_means(merged: Member, survivor: Member, actor: User | None) -> None:
    """Give the cards and accounts of the merged member to the survivor, whose own stays in use where there is one."""
    moved_means = StoredMeans.objects.filter(member=merged)
    if StoredMeans.objects.filter(member=survivor, is_on=True).exists():
        # A constraint allows one in use for a member, so the other is switched off before it moves.
        moved_means.filter(is_on=True).update(is_on=False, removed_at=timezone.now())
    moved_means.update(member=survivor)


moves("billing.online_payments", _("online payments"), OnlinePayment, "member")
moves(
    "billing.stored_means",
    _("cards and accounts kept by Stripe"),
    StoredMeans,
    "member",
    move=move_means,
)
