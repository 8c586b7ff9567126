"""What a subscription costs, from a day: a lasting price, a reduced rate, a free price that the member chooses."""

from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import cents, euros
from coin.core.templatetags.coin import day as day_words
from coin.core.validation import check_fields
from coin.members.models import User
from coin.subscriptions import actions, closed_days
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS, SubscriptionState
from coin.subscriptions.models import Price, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices.free_price import free_price
from coin.subscriptions.prices.terms import period_holding

FARTHEST = relativedelta(years=5)


@transaction.atomic
def change_price(
    subscription: Subscription,
    *,
    monthly_price: Decimal,
    starts_on: date,
    actor: User | None,
    reason: str = "",
) -> Price:
    """Another price from a day, until the next one; a reduced rate that runs goes on until its end.

    A day that was billed already is corrected by the next billing run. Raises InvalidInput on `monthly_price` or
    `starts_on`: closed accounts, after the end, nothing that changes.
    """
    held = locked(subscription)
    check_day(held, starts_on)
    row = held.prices.filter(starts_on=starts_on, ends_on=None).first()
    before = pricing.lasting_price_on(held, starts_on)
    if cents(monthly_price) == before:
        words = _("It is the price already: %(price)s a month.") % {"price": euros(before)}
        raise InvalidInput(words, field="monthly_price")
    row = row or Price(subscription=held, starts_on=starts_on)
    return _write(row, actions.PRICE_CHANGED, before, monthly_price, reason=reason, actor=actor)


@transaction.atomic
def choose_price(
    subscription: Subscription, *, monthly_price: Decimal, actor: User | None
) -> Price:
    """The member's own choice within the bounds of a free price, from `next_choice_on`.

    Raises InvalidInput on `monthly_price`, DomainError when the subscription does not run.
    """
    if subscription.state not in LIVE_SUBSCRIPTIONS:
        raise DomainError(_("This subscription does not run: its price cannot be chosen."))
    price = free_price(subscription.offer, monthly_price)
    starts_on = next_choice_on(subscription)
    return change_price(subscription, monthly_price=price, starts_on=starts_on, actor=actor)


def next_choice_on(subscription: Subscription) -> date:
    """The first day of the next term; today while it does not work yet, since nothing is billed."""
    today = timezone.localdate()
    return period_holding(subscription, today).end if subscription.active_on else today


@transaction.atomic
def give_reduced_price(
    subscription: Subscription,
    *,
    monthly_price: Decimal,
    starts_on: date,
    ends_on: date,
    reason: str,
    actor: User | None,
) -> Price:
    """A lower price from a day to a day (not included), then the lasting one comes back by itself.

    Raises InvalidInput on the field that is wrong: days, closed accounts, another reduced rate on these days, a price
    that is not lower.
    """
    held = locked(subscription)
    check_day(held, starts_on)
    _check_span(held, starts_on, ends_on)
    if not reason.strip():
        raise InvalidInput(_("Say why: whoever reads it later will know."), field="reason")
    lasting = pricing.lasting_price_on(held, starts_on)
    if cents(monthly_price) >= lasting:
        words = _("A reduced rate is lower than the price: %(price)s a month.")
        raise InvalidInput(words % {"price": euros(lasting)}, field="monthly_price")
    row = Price(subscription=held, starts_on=starts_on, ends_on=ends_on)
    act = actions.REDUCED_PRICE_GIVEN
    return _write(row, act, lasting, monthly_price, reason=reason, actor=actor)


@transaction.atomic
def end_reduced_price(price: Price, *, on: date, actor: User | None) -> None:
    """A reduced rate ends before its time: `on` is the first day of the lasting price again. One that has not begun by
    then goes away. Raises InvalidInput on `on`, DomainError for a price that lasts.
    """
    held = locked(price.subscription)
    row = held.prices.filter(pk=price.pk).first()
    if row is None or row.ends_on is None:
        raise DomainError(_("This reduced rate is no longer there."))
    closed_days.refuse_closed(on, field="on")
    if on >= row.ends_on:
        words = _("It ends on %(day)s by itself: choose a day before.")
        raise InvalidInput(words % {"day": day_words(row.ends_on)}, field="on")
    changes = {"ends_on": (row.ends_on, max(on, row.starts_on))}
    number = held.member.number
    audit.record(
        actions.REDUCED_PRICE_ENDED, row, actor=actor, changes=changes, member_number=number
    )
    if on <= row.starts_on:
        row.delete()
        return
    row.ends_on = on
    row.save(update_fields=["ends_on"])


def check_day(subscription: Subscription, day: date, *, field: str = "starts_on") -> None:
    """Whether what it costs may change from that day. Raises InvalidInput on `field`, DomainError."""
    if subscription.state not in (*LIVE_SUBSCRIPTIONS, SubscriptionState.ENDED):
        raise DomainError(_("This subscription was not accepted: nothing of it is billed."))
    closed_days.refuse_closed(day, field=field)
    if subscription.ended_on and day >= subscription.ended_on:
        words = _("It ended on %(day)s: nothing is billed from that day.")
        raise InvalidInput(words % {"day": day_words(subscription.ended_on)}, field=field)
    if day > timezone.localdate() + FARTHEST:
        raise InvalidInput(_("This day is more than five years away."), field=field)


def _check_span(subscription: Subscription, starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise InvalidInput(_("It ends after it begins."), field="ends_on")
    if ends_on > timezone.localdate() + FARTHEST:
        raise InvalidInput(_("This day is more than five years away."), field="ends_on")
    others = subscription.prices.filter(ends_on__gt=starts_on, starts_on__lt=ends_on)
    if other := others.first():
        words = _(
            "Another reduced rate runs from %(start)s to %(end)s (not included): end it first."
        )
        told = {"start": day_words(other.starts_on), "end": day_words(other.ends_on)}
        raise InvalidInput(words % told, field="starts_on")


def _write(
    row: Price,
    act: audit.Action,
    before: Decimal,
    after: Decimal,
    *,
    reason: str,
    actor: User | None,
) -> Price:
    row.monthly_price = after
    row.reason, row.set_by, row.set_at = reason.strip(), actor, timezone.now()
    check_fields(row, ["monthly_price", "starts_on", "ends_on", "reason"])
    if row.monthly_price < 0:
        raise InvalidInput(_("An amount is zero or more."), field="monthly_price")
    row.monthly_price = cents(after)
    row.save()
    changes = {"monthly_price": (before, row.monthly_price), "starts_on": (None, row.starts_on)}
    if row.ends_on:
        changes["ends_on"] = (None, row.ends_on)
    number = row.subscription.member.number
    audit.record(act, row, actor=actor, changes=changes, member_number=number, note=row.reason)
    return row


def locked(subscription: Subscription) -> Subscription:
    """The subscription as it is now: whoever changes what it costs takes its row first."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("member", "offer")
    return rows.get(pk=subscription.pk)
