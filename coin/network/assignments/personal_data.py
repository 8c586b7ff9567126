"""What this room holds on a member: the addresses they hold and held, and when."""

from django.utils.translation import gettext_lazy

from coin.core.personal_data import Part, holds
from coin.members.models import Member
from coin.network.models import Assignment


@holds("addresses", gettext_lazy("Addresses you hold and held, and when"))
def _addresses(member: Member) -> Part:
    rows = Assignment.objects.filter(service__subscription__member=member)
    found = rows.select_related("pool", "service").order_by("assigned_at", "pk")
    return Part(
        [
            {
                "address": row.address,
                "service": str(row.service),
                "assigned_at": row.assigned_at,
                "released_at": row.released_at,
            }
            for row in found
        ]
    )
