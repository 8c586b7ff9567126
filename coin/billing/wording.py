"""What lines say. Documents are written in one language, whoever makes them, and stay so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from coin.billing.pro_rata import Period
from coin.members.models import DuesPeriod
from coin.subscriptions.models import Subscription

LANGUAGE = "fr"
LABEL_LENGTH = 250


@contextmanager
def documents_language() -> Iterator[None]:
    """Inside, gettext and dates speak the language of documents."""
    with override(LANGUAGE):
        yield


def monthly(subscription: Subscription, month: Period, part: Period | None) -> str:
    """A month of a subscription, or the days of it that are billed."""
    offer = subscription.offer.name
    if part is None or part == month:
        return _("%(offer)s, %(month)s") % {"offer": offer, "month": _month(month.start)}
    return _("%(offer)s, from %(first)s to %(last)s") % ({"offer": offer} | _days(part))


def adjustment(subscription: Subscription, month: Period) -> str:
    """A difference with what was already billed for a month."""
    words = {"offer": subscription.offer.name, "month": _month(month.start)}
    return _("%(offer)s, %(month)s: difference with what was billed") % words


def setup(subscription: Subscription) -> str:
    return _("%(offer)s, set-up fee") % {"offer": subscription.offer.name}


def dues(period: DuesPeriod) -> str:
    words = {"plan": period.plan.name} | _days(Period(period.starts_on, period.ends_on))
    return _("Dues “%(plan)s”, from %(first)s to %(last)s") % words


def entry_fee() -> str:
    return _("Entry fee, asked once")


def gift() -> str:
    return _("Gift, added freely")


def gift_of_credit() -> str:
    return _("Gift, from what was paid in advance")


def cancellation(label: str) -> str:
    """A line that undoes another."""
    return (_("Cancellation: %(label)s") % {"label": label})[:LABEL_LENGTH]


def _month(day: date) -> str:
    return date_format(day, "F Y")


def _days(part: Period) -> dict[str, str]:
    return {"first": date_format(part.start, "j F Y"), "last": date_format(part.last_day, "j F Y")}
