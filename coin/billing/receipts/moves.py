"""Receipts follow their payments when two members are merged; what they say stays as it was written."""

from django.utils.translation import gettext_lazy as _

from coin.billing.models import Receipt
from coin.core import guards
from coin.members.merging.registry import moves
from coin.members.models import Member, User


def move_receipts(merged: Member, survivor: Member, actor: User | None) -> None:
    """Give the receipts of the merged member to the survivor."""
    # A trigger keeps each receipt on its member: the retention door lets this one change through.
    with guards.retention():
        Receipt.objects.filter(member=merged).update(member=survivor)


moves("billing.receipts", _("receipts"), Receipt, "member", move=move_receipts, order=25)
