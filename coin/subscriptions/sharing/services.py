"""Shared lines: who pays which part from a day, and everyone told before it changes."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.errors import DomainError, InvalidInput
from coin.core.money import CENT, cents, euros, share_out, total
from coin.core.templatetags.coin import day as day_words
from coin.members.models import Member, User
from coin.subscriptions import closed_days
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS, SplitMode
from coin.subscriptions.life.request import refuse_departed
from coin.subscriptions.models import Share, Split, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices import services as prices
from coin.subscriptions.sharing import queries as sharing
from coin.subscriptions.sharing import telling
from coin.subscriptions.sharing.requests import answer_sharing

Asked = Sequence[tuple[Member, Decimal]]
MOST_PARTS = 1000


@transaction.atomic
def split_cost(
    subscription: Subscription,
    *,
    starts_on: date,
    mode: str,
    shares: Asked,
    actor: User | None,
    note: str = "",
    everyone_agreed: bool = False,
) -> Split:
    """Split the cost from the day `starts_on` among two to twenty members.

    `mode` is PARTS or AMOUNTS; `shares` gives each member a number of parts, or an amount in euros a month. A request
    to share the line is deleted. Everyone who pays before or after is told by mail, seven days before unless everyone
    agreed. Raises InvalidInput on `starts_on` (closed accounts, too soon, before a split that stands, billed already),
    `mode` or `shares`, DomainError when the subscription is over or a member has left.
    """
    current = prices.locked(subscription)
    _check_day(current, starts_on, everyone_agreed, field="starts_on")
    _check_shares(current, mode, shares, starts_on)
    answer_sharing(current, actor=actor)
    return _write(current, starts_on, mode, shares, actor=actor, note=note)


@transaction.atomic
def end_split(
    subscription: Subscription,
    *,
    on: date,
    actor: User | None,
    everyone_agreed: bool = False,
) -> Split:
    """End the split: from the day `on` the subscription's member pays the whole again; everyone is told.

    Raises InvalidInput on `on` (closed accounts, too soon, before a split that stands) or `starts_on` (billed already),
    DomainError when the subscription is over or its cost is not shared on that day.
    """
    current = prices.locked(subscription)
    _check_day(current, on, everyone_agreed, field="on")
    if pricing.split_on(current, on) is None:
        raise DomainError(_("The cost is not shared on that day."))
    return _write(current, on, SplitMode.PARTS, [], actor=actor)


@transaction.atomic
def leave_split(
    subscription: Subscription,
    member: Member,
    *,
    on: date,
    actor: User | None,
    everyone_agreed: bool = False,
) -> None:
    """Take a member out of a split from the day `on`: those who stay pay the member's part, in proportion to their
    own.

    The member leaves the splits to come as well. When only the subscription's member would stay, the split ends and
    that member pays the whole. Everyone is told, seven days before unless `everyone_agreed`. Raises InvalidInput on
    `on` (closed accounts, after the end, over five years away, too soon, or the member has no share then) or
    `starts_on` (billed already), DomainError when the subscription was never accepted.
    """
    current = prices.locked(subscription)
    prices.check_day(current, on, field="on")
    _check_notice(on, everyone_agreed, field="on")
    split = pricing.split_on(current, on)
    later_splits = [row for row in _after(current, on) if member.pk in sharing.members_of(row)]
    if split and member.pk in sharing.members_of(split):
        _write(current, on, split.mode, _without(current, split, member, on), actor=actor)
    elif not later_splits:
        words = _("%(member)s does not share this line on that day.")
        raise InvalidInput(words % {"member": member}, field="on")
    for row in later_splits:
        staying = _without(current, row, member, row.starts_on)
        _write(current, row.starts_on, row.mode, staying, actor=actor, note=row.note)


@transaction.atomic
def leave_every_split(member: Member, *, on: date, actor: User | None) -> None:
    """Take a member who leaves the association out of every split from the day `on`, without notice; everyone is told.

    When that day's accounts are closed, the member leaves on the first open day.
    """
    closed = closed_days.last_closed()
    # A departure may be recorded late: what closed accounts hold stays, so the share ends on the first open day.
    day = max(on, closed + timedelta(days=1)) if closed else on
    for subscription in sharing.shares_from(member):
        if member.pk in sharing.sharers(subscription, day):
            leave_split(subscription, member, on=day, actor=actor, everyone_agreed=True)


def _check_day(subscription: Subscription, day: date, everyone_agreed: bool, *, field: str) -> None:
    prices.check_day(subscription, day, field=field)
    if subscription.state not in LIVE_SUBSCRIPTIONS:
        raise DomainError(_("This subscription is over: nothing is shared any more."))
    _check_notice(day, everyone_agreed, field=field)
    if later := next(iter(_after(subscription, day)), None):
        words = _("The split changes on %(day)s already: choose that day or a later one.")
        raise InvalidInput(words % {"day": day_words(later.starts_on)}, field=field)


def _check_notice(day: date, everyone_agreed: bool, *, field: str) -> None:
    """Raise InvalidInput on `field` for a day that comes before the notice is over, unless everyone agreed."""
    first = timezone.localdate() + timedelta(days=sharing.NOTICE_DAYS)
    if day < first and not everyone_agreed:
        words = _("Everyone is told seven days before: from %(day)s, or say that everyone agreed.")
        raise InvalidInput(words % {"day": day_words(first)}, field=field)


def _check_shares(subscription: Subscription, mode: str, shares: Asked, day: date) -> None:
    if mode not in SplitMode.values:
        raise InvalidInput(_("Split by parts or by amounts."), field="mode")
    if not sharing.LEAST <= len(shares) <= sharing.MOST:
        words = _("A line is shared by two to twenty members.")
        raise InvalidInput(words, field="shares")
    if len({member.pk for member, _value in shares}) < len(shares):
        raise InvalidInput(_("A member has one share only."), field="shares")
    for member, value in shares:
        _check_member(member)
        _check_value(mode, value)
    price = pricing.price_on(subscription, day)
    asked = total(value for _member, value in shares)
    if mode == SplitMode.AMOUNTS and asked > price:
        words = _("Together they pay %(asked)s, more than the price of that day: %(price)s.")
        amounts = {"asked": euros(asked), "price": euros(price)}
        raise InvalidInput(words % amounts, field="shares")


def _check_member(member: Member) -> None:
    refuse_departed(member)
    if member.archived_at or member.merged_into_id:
        raise DomainError(_("%(member)s is no longer a member.") % {"member": member})


def _check_value(mode: str, value: Decimal) -> None:
    if not value.is_finite():
        raise InvalidInput(_("This is not a number."), field="shares")
    if mode == SplitMode.PARTS and (value != int(value) or not 1 <= value <= MOST_PARTS):
        words = _("Parts are whole numbers from 1 to %(most)s.") % {"most": MOST_PARTS}
        raise InvalidInput(words, field="shares")
    if mode == SplitMode.AMOUNTS and (value <= 0 or cents(value) != value):
        raise InvalidInput(_("An amount is a cent or more."), field="shares")


def _after(subscription: Subscription, day: date) -> list[Split]:
    """The splits that begin after a day, in order of time."""
    later = [split for split in subscription.splits.all() if split.starts_on > day]
    return sorted(later, key=lambda split: split.starts_on)


def _without(subscription: Subscription, split: Split, leaving: Member, day: date) -> Asked:
    """The shares of those who stay, or none when only the subscription's member would stay.

    Parts stay as they are, of a smaller sum. The amount of the member who leaves goes to the others, in proportion to
    what they pay.
    """
    by_pk = {share.member_id: share.member for share in split.shares.select_related("member")}
    if split.mode == SplitMode.PARTS:
        staying = {share.member_id: Decimal(share.parts or 0) for share in split.shares.all()}
    else:
        staying = _amounts_without(subscription, split, leaving, day)
    staying.pop(leaving.pk, None)
    # A split with oneself is none: the subscription's member pays the whole, without a share.
    if not set(staying) - {subscription.member_id}:
        return []
    return [(by_pk[pk], value) for pk, value in staying.items() if pk in by_pk]


def _amounts_without(
    subscription: Subscription, split: Split, leaving: Member, day: date
) -> dict[int, Decimal]:
    cost = pricing.price_on(subscription, day)
    paying = pricing.payers(subscription, split, cost)
    left = total(payer.weight * CENT for payer in paying if payer.member_id == leaving.pk)
    staying = [payer for payer in paying if payer.member_id != leaving.pk]
    if not staying:
        return {}
    more = share_out(left, [payer.weight for payer in staying])
    return {
        payer.member_id: payer.weight * CENT + part
        for payer, part in zip(staying, more, strict=True)
    }


def _write(
    subscription: Subscription,
    day: date,
    mode: str,
    shares: Asked,
    *,
    actor: User | None,
    note: str = "",
) -> Split:
    """Write the split of that day, with exactly these shares, and tell everyone."""
    before = sharing.paid_on(subscription, day - timedelta(days=1))
    values = {"mode": mode, "note": note.strip(), "set_by": actor, "set_at": timezone.now()}
    split, _is_new = Split.objects.update_or_create(
        subscription=subscription, starts_on=day, defaults=values
    )
    _put_shares(split, shares)
    # Read afresh: the rows in hand do not have the new split.
    rows = pricing.with_prices(Subscription.objects.select_related("member", "offer"))
    after = sharing.paid_on(rows.get(pk=subscription.pk), day)
    telling.record_and_tell(split, sharing.compare(before, after), actor=actor)
    return split


def _put_shares(split: Split, shares: Asked) -> None:
    is_parts = split.mode == SplitMode.PARTS
    # Lines of documents name shares and protect them.
    try:
        split.shares.exclude(member__in=[member.pk for member, _value in shares]).delete()
    except ProtectedError as error:
        words = _("This split was billed already: choose a later day.")
        raise InvalidInput(words, field="starts_on") from error
    for member, value in shares:
        parts_and_amount = (int(value), None) if is_parts else (None, cents(value))
        Share.objects.update_or_create(
            split=split,
            member=member,
            defaults=dict(zip(("parts", "amount"), parts_and_amount, strict=True)),
        )
