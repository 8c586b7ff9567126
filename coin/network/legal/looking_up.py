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
    """Who held `address` at a moment. The journal keeps the question and its `reason`, never the answer.

    Answers as `who_had`, for a prefix too; an empty list means nobody. Raises InvalidInput on `address` when it is no
    address, on `reason` when it is empty.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why you look it up: the journal keeps it."), field="reason")
    holdings = who_had(address, at)
    audit.record(
        actions.LOOKED_UP,
        Association.current(),
        actor=actor,
        changes={"address": (None, address.strip()), "moment": (None, at)},
        note=reason.strip(),
    )
    return holdings
