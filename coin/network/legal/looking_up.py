"""Who had an address, asked by a person: the question stands in the journal, the answer never."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.members.models import User
from coin.network import actions
from coin.network.assignments.holders import Holding, who_had


@transaction.atomic
def look_up(address: str, at: datetime, *, reason: str, actor: User | None) -> list[Holding]:
    """Who held an address at a moment, for a reason that is kept.

    Raises InvalidInput on `address` (it is none) or `reason` (empty).
    """
    if not reason.strip():
        raise InvalidInput(_("Say why you look it up: the journal keeps it."), field="reason")
    found = who_had(address, at)
    audit.record(
        actions.LOOKED_UP,
        Association.current(),
        actor=actor,
        changes={"address": (None, address.strip()), "moment": (None, at)},
        note=reason.strip(),
    )
    return found
