"""“Not now”: a proposal to suspend is put off until a day, with a reason."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance.locks import lock_member
from coin.billing.models import SuspensionPause
from coin.core import audit
from coin.core.errors import InvalidInput
from coin.members.models import Member, User

LONGEST = timedelta(days=366)
REASON_LENGTH = 250


@transaction.atomic
def put_off(member: Member, *, until: date, reason: str, actor: User | None) -> SuspensionPause:
    """Save that no suspension is proposed for this member before `until`.

    Raises InvalidInput on `until` unless it is after today and within a year, on `reason` when it is empty or over 250
    characters.
    """
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise InvalidInput(_("A day after today, within a year."), field="until")
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        words = _("Say why, in %(count)s characters at most.") % {"count": REASON_LENGTH}
        raise InvalidInput(words, field="reason")
    member = lock_member(member.pk)
    pause = SuspensionPause.objects.create(
        member=member, until=until, reason=reason, decided_by=actor
    )
    audit.record(
        actions.SUSPENSION_PUT_OFF,
        pause,
        actor=actor,
        changes={"until": (None, until)},
        member_number=member.number,
        note=reason,
    )
    return pause
