"""The days on which a subscription is suspended: the moves of its life write them, billing reads them."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.templatetags.coin import day as day_words
from coin.subscriptions.models import Subscription, Suspension


def check_start(subscription: Subscription, day: date) -> None:
    """Raise InvalidInput on `on` for a first day that is to come, before it worked, or within an earlier suspension."""
    if day > timezone.localdate():
        words = _("Services stop as soon as they are suspended: this day is still to come.")
        raise InvalidInput(words, field="on")
    if subscription.active_on and day < subscription.active_on:
        raise InvalidInput(_("It cannot be suspended before the day it began to work."), field="on")
    last = subscription.suspensions.exclude(ends_on=None).order_by("-ends_on").first()
    if last and last.ends_on and day < last.ends_on:
        words = _("It was suspended until %(day)s already: choose that day or a later one.")
        raise InvalidInput(words % {"day": day_words(last.ends_on)}, field="on")


def check_end(subscription: Subscription, day: date) -> None:
    """Raise InvalidInput on `on` for a day that is to come, or before the suspension began.

    The day is the first one after the suspension.
    """
    if day > timezone.localdate():
        words = _("Services work again as soon as they are resumed: this day is still to come.")
        raise InvalidInput(words, field="on")
    current = subscription.suspensions.filter(ends_on=None).first()
    if current and day < current.starts_on:
        words = _("It is suspended since %(day)s: it cannot be resumed before.")
        raise InvalidInput(words % {"day": day_words(current.starts_on)}, field="on")


def begin(subscription: Subscription, day: date) -> None:
    """Write that the suspension begins on that day. Call it in the transaction of the move."""
    Suspension.objects.create(subscription=subscription, starts_on=day)


def finish(subscription: Subscription, day: date) -> None:
    """Close the suspension, if there is one, at that day (exclusive). One that began later lasts no day at all."""
    for current in subscription.suspensions.filter(ends_on=None):
        current.ends_on = max(day, current.starts_on)
        current.save(update_fields=["ends_on"])
