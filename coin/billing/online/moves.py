"""What becomes of online payments when two members are merged."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.models import OnlinePayment, StoredMeans
from coin.members.merging.registry import moves
from coin.members.models import Member, User


def move_means(merged: Member, survivor: Member, actor: User | None) -> None:
    """One card or account is in use for a member: the survivor's own, when there is one."""
    theirs = StoredMeans.objects.filter(member=merged)
    if StoredMeans.objects.filter(member=survivor, is_on=True).exists():
        theirs.filter(is_on=True).update(is_on=False, removed_at=timezone.now())
    theirs.update(member=survivor)


moves("billing.online_payments", _("online payments"), OnlinePayment, "member")
moves(
    "billing.stored_means",
    _("cards and accounts kept by Stripe"),
    StoredMeans,
    "member",
    move=move_means,
)
