"""What this room holds on a member: the addresses they hold or held, and when."""

from django.utils.translation import gettext_lazy

from coin.core.personal_data import Part, holds
from coin.members.models import Member
from coin.network.models import Assignment


@holds("addresses", gettext_lazy("Addresses you hold and held, and when"))
def _addresses(member: Member) -> Part:
    of_member = Assignment.objects.filter(service__subscription__member=member)
    assignments = of_member.select_related("pool", "service").order_by("assigned_at", "pk")
    return Part(
        [
            {
                "address": assignment.address,
                "service": str(assignment.service),
                "assigned_at": assignment.assigned_at,
                "released_at": assignment.released_at,
            }
            for assignment in assignments
        ]
    )
