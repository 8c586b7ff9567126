"""Changing what a subscription costs from a day: lasting prices, reduced rates, free prices that members choose."""

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

# How far ahead a price may be set.
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
    """Set the lasting price (euros a month) from the day `starts_on`, until the next lasting price.

    A lasting price that began that same day is replaced. A reduced rate that runs goes on until its end. The next
    billing run corrects days that were billed already. Raises InvalidInput on `starts_on` (closed accounts, after the
    end, more than five years away) or `monthly_price` (negative, or the price already), DomainError when the
    subscription was never accepted. Returns the price, saved.
    """
    current = locked(subscription)
    check_day(current, starts_on)
    row = current.prices.filter(starts_on=starts_on, ends_on=None).first()
    before = pricing.lasting_price_on(current, starts_on)
    if cents(monthly_price) == before:
        words = _("It is the price already: %(price)s a month.") % {"price": euros(before)}
        raise InvalidInput(words, field="monthly_price")
    row = row or Price(subscription=current, starts_on=starts_on)
    return _write(row, actions.PRICE_CHANGED, before, monthly_price, reason=reason, actor=actor)


@transaction.atomic
def choose_price(
    subscription: Subscription, *, monthly_price: Decimal, actor: User | None
) -> Price:
    """Set the price that the member chose within the bounds of a free price (euros a month), from `next_choice_on`.

    Raises InvalidInput on `monthly_price`, DomainError when the subscription does not run.
    """
    if subscription.state not in LIVE_SUBSCRIPTIONS:
        raise DomainError(_("This subscription does not run: its price cannot be chosen."))
    price = free_price(subscription.offer, monthly_price)
    starts_on = next_choice_on(subscription)
    return change_price(subscription, monthly_price=price, starts_on=starts_on, actor=actor)


def next_choice_on(subscription: Subscription) -> date:
    """The first day of the next term; today while the subscription does not work yet, since nothing is billed."""
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
    """Set a lower price (euros a month) from a day until a day (exclusive); then the lasting one comes back by itself.

    Raises InvalidInput on the field that is wrong: days, closed accounts, another reduced rate on these days, a price
    that is not lower, no reason. Raises DomainError when the subscription was never accepted.
    """
    current = locked(subscription)
    check_day(current, starts_on)
    _check_span(current, starts_on, ends_on)
    if not reason.strip():
        raise InvalidInput(_("Say why: whoever reads it later will know."), field="reason")
    lasting = pricing.lasting_price_on(current, starts_on)
    if cents(monthly_price) >= lasting:
        words = _("A reduced rate is lower than the price: %(price)s a month.")
        raise InvalidInput(words % {"price": euros(lasting)}, field="monthly_price")
    row = Price(subscription=current, starts_on=starts_on, ends_on=ends_on)
    act = actions.REDUCED_PRICE_GIVEN
    return _write(row, act, lasting, monthly_price, reason=reason, actor=actor)


@transaction.atomic
def end_reduced_price(price: Price, *, on: date, actor: User | None) -> None:
    """End a reduced rate early: `on` is the first day of the lasting price again. A rate that has not begun by then is
    deleted.

    Raises InvalidInput on `on` (closed accounts, or not before the rate's end), DomainError when the row is gone or is
    a lasting price.
    """
    current = locked(price.subscription)
    row = current.prices.filter(pk=price.pk).first()
    if row is None or row.ends_on is None:
        raise DomainError(_("This reduced rate is no longer there."))
    closed_days.refuse_closed(on, field="on")
    if on >= row.ends_on:
        words = _("It ends on %(day)s by itself: choose a day before.")
        raise InvalidInput(words % {"day": day_words(row.ends_on)}, field="on")
    changes = {"ends_on": (row.ends_on, max(on, row.starts_on))}
    number = current.member.number
    audit.record(
        actions.REDUCED_PRICE_ENDED, row, actor=actor, changes=changes, member_number=number
    )
    if on <= row.starts_on:
        row.delete()
        return
    row.ends_on = on
    row.save(update_fields=["ends_on"])


def check_day(subscription: Subscription, day: date, *, field: str = "starts_on") -> None:
    """Check that what the subscription costs may change from that day.

    Raises InvalidInput on `field` (closed accounts, after the end, more than five years away), DomainError when the
    subscription was never accepted.
    """
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
        days = {"start": day_words(other.starts_on), "end": day_words(other.ends_on)}
        raise InvalidInput(words % days, field="starts_on")


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
    # Checked as it was typed: after the rounding to cents, a third decimal would pass unseen.
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
    """The subscription as it is now, its row locked: every function that changes its cost takes this lock first."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("member", "offer")
    return rows.get(pk=subscription.pk)
