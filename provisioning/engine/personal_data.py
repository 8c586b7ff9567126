"""What this room holds on a member: what the servers hold of their services."""

from django.utils.translation import gettext_lazy

from coin.core.personal_data import Part, holds
from coin.members.models import Member
from provisioning.models import Reach, ServiceSecret


@holds("servers", gettext_lazy("What the servers hold of you"))
def _servers(member: Member) -> Part:
    """Which server was last seen to hold which service, and whether one knows a password (never the password)."""
    of_member = {"service__subscription__member": member}
    reaches = Reach.objects.filter(**of_member).select_related("host", "service").order_by("pk")
    secrets = ServiceSecret.objects.filter(**of_member).select_related("service").order_by("pk")
    data = {
        "services": [
            {"service": str(row.service), "server": row.host.name, "seen_at": row.reached_at}
            for row in reaches
        ],
        "passwords_known_to_servers": [str(row.service) for row in secrets],
    }
    return Part(data)
