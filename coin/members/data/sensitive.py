"""The act on personal data that waits for a second person: the erasing of a member's data."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.core.sensitive import sensitive
from coin.members.capabilities import PERSONAL_DATA
from coin.members.data import erasure

ERASE = sensitive(
    erasure.ACT,
    _("Erase a member's data"),
    capability=PERSONAL_DATA,
    do=erasure.erase_member,
    url_of=lambda member: reverse("office:member-data", args=[member.number]),
)
