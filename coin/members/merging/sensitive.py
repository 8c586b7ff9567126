"""The act of merging two members, which waits for a second person."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.core.sensitive import sensitive
from coin.members.capabilities import IMPORT
from coin.members.merging.services import merge_members


def member_url(member: Any) -> str:
    return reverse("office:member", args=[member.number])


MERGE = sensitive(
    "members.merge",
    _("Merge two members"),
    capability=IMPORT,
    do=merge_members,
    url_of=member_url,
)
