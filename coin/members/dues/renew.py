"""What members do by themselves about their dues: renew, choose a gift, pause the reminders, resign."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.members import actions
from coin.members.dues.renewals import Renewal, Situation
from coin.members.dues.services import checked_money, open_dues_period
from coin.members.models import DuesPeriod, DuesPlan, Member, User
from coin.members.people.services import record_departure

LONGEST_PAUSE = timedelta(days=366)
FARTHEST_DEPARTURE = timedelta(days=731)


@transaction.atomic
def renew(
    member: Member,
    *,
    plan: DuesPlan,
    amount: Decimal,
    gift: Decimal,
    at_each_renewal: bool,
    actor: User | None,
) -> DuesPeriod:
    """Open the dues that follow the member's last ones, not yet paid; `amount` and `gift` in euros.

    `at_each_renewal`: the same gift is added to the next renewals too; otherwise no gift is. Raises DomainError when
    there is nothing to renew now (asked already, too early, the member left), InvalidInput as `open_dues_period` does.
    """
    # Two renewals at once wait for each other here: the second finds the dues asked already.
    member = Member.objects.select_for_update().get(pk=member.pk)
    following = Situation([member], timezone.localdate()).renewal(member, plan=plan)
    if not isinstance(following, Renewal):
        raise DomainError(following)
    gift = checked_money(gift, field="gift")
    choose_gift(member, gift=gift if at_each_renewal else Decimal(0), actor=actor)
    return open_dues_period(
        member,
        plan=plan,
        starts_on=following.starts_on,
        amount=amount,
        gift=gift,
        actor=actor,
    )


@transaction.atomic
def choose_gift(member: Member, *, gift: Decimal, actor: User | None) -> None:
    """Set the gift that the member adds to their dues at each renewal, in euros. Writes nothing when it is the same.

    Raises InvalidInput on `gift` (negative, or too large).
    """
    changes = audit.differences(member, {"gift_each_renewal": checked_money(gift, field="gift")})
    _change(member, actions.GIFT_CHOSEN, changes, actor)


@transaction.atomic
def choose_reminders(
    member: Member, *, wanted: bool, paused_until: date | None = None, actor: User | None
) -> None:
    """Set whether the member wants dues reminders, and none before the day `paused_until` (None: no pause).

    Writes nothing when nothing differs. Raises InvalidInput on `paused_until` (not after today, or beyond a year).
    """
    today = timezone.localdate()
    if paused_until and not today < paused_until <= today + LONGEST_PAUSE:
        raise InvalidInput(_("Choose a day after today, within a year."), field="paused_until")
    values = {"wants_reminders": wanted, "reminders_paused_until": paused_until if wanted else None}
    _change(member, actions.REMINDERS_CHOSEN, audit.differences(member, values), actor)


@transaction.atomic
def resign(member: Member, *, on: date, actor: User | None) -> None:
    """Record that the member leaves by themself: `on`, today or later, is the first day they no longer belong.

    Raises InvalidInput on `on` (before today, over two years away, or before they joined), DomainError when their
    departure is recorded already.
    """
    today = timezone.localdate()
    if on < today:
        raise InvalidInput(_("Choose today or a day to come."), field="on")
    if on > today + FARTHEST_DEPARTURE:
        raise InvalidInput(_("Choose a day within two years."), field="on")
    record_departure(member, on=on, actor=actor)


def _change(
    member: Member,
    action: audit.Action,
    changes: dict[str, tuple[object, object]],
    actor: User | None,
) -> None:
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(member, name, after)
    member.save(update_fields=list(changes))
    audit.record(action, member, actor=actor, changes=changes, member_number=member.number)
