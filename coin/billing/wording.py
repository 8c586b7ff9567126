"""The labels of lines. Documents are written in one language, whoever makes them, and keep it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from coin.billing.pro_rata import Period, month_of
from coin.members.models import DuesPeriod
from coin.subscriptions.enums import SplitMode
from coin.subscriptions.models import OfferItem, Subscription
from coin.subscriptions.prices.pricing import Payer, Segment

LANGUAGE = "fr"
LABEL_LENGTH = 250  # the width of models.Line.label


@contextmanager
def documents_language() -> Iterator[None]:
    """A block inside which gettext and dates use the language of documents."""
    with override(LANGUAGE):
        yield


def monthly(
    subscription: Subscription, segment: Segment, payer: Payer, item: OfferItem | None
) -> str:
    """A month of a subscription, or its billed days, with the service and the share that the line is for.

    `segment` holds those days; `item` is the service, None for the offer as a whole.
    """
    offer = subscription.offer.name
    if item is not None:
        offer = _("%(offer)s: %(service)s") % {"offer": offer, "service": item.label}
    label = _dated(offer, segment.period)
    if segment.is_suspended:
        label = _("%(label)s, suspended") % {"label": label}
    return _shared(label, segment, payer)


def adjustment(subscription: Subscription, span: Period) -> str:
    """The label of a line of difference with the amount already billed for these days."""
    label = _dated(subscription.offer.name, span)
    return _("%(label)s: difference with what was billed") % {"label": label}


def setup(subscription: Subscription, segment: Segment, payer: Payer) -> str:
    return _shared(_("%(offer)s, set-up fee") % {"offer": subscription.offer.name}, segment, payer)


def deposit(subscription: Subscription, segment: Segment, payer: Payer) -> str:
    words = _("%(offer)s, deposit, given back at the end") % {"offer": subscription.offer.name}
    return _shared(words, segment, payer)


def deposit_back(subscription: Subscription) -> str:
    return _("%(offer)s, deposit given back") % {"offer": subscription.offer.name}


def expected(subscription: Subscription, period: Period) -> str:
    """The label of a coming term of a subscription."""
    return _dated(subscription.offer.name, period)


def dues(period: DuesPeriod) -> str:
    return dues_of(period.plan.name, Period(period.starts_on, period.ends_on))


def dues_of(plan: str, period: Period) -> str:
    """The label of dues from a day to a day; `plan` is the name of their plan. The dues period may not exist yet."""
    words = {"plan": plan} | _days(period)
    return _("Dues “%(plan)s”, from %(first)s to %(last)s") % words


def entry_fee() -> str:
    return _("Entry fee, asked once")


def gift() -> str:
    return _("Gift, added freely")


def gift_of_credit() -> str:
    return _("Gift, from what was paid in advance")


def brought_forward(on: date) -> str:
    """The label of a balance that another tool ended with, on that day."""
    return _("Balance brought forward, on %(day)s") % {"day": date_format(on, "j F Y")}


def cancellation(label: str) -> str:
    """The label of a line that undoes another one."""
    return (_("Cancellation: %(label)s") % {"label": label})[:LABEL_LENGTH]


def waiver(label: str) -> str:
    """The label of a line that gives up a part of another one."""
    return (_("Waiver: %(label)s") % {"label": label})[:LABEL_LENGTH]


def _dated(offer: str, span: Period) -> str:
    if span == month_of(span.start):
        return _("%(offer)s, %(month)s") % {"offer": offer, "month": _month(span.start)}
    return _("%(offer)s, from %(first)s to %(last)s") % ({"offer": offer} | _days(span))


def _shared(label: str, segment: Segment, payer: Payer) -> str:
    """The label and, on a shared line, that it is the payer's share.

    When the line is shared by parts, it says how many parts of how many; when each pays a fixed amount, no number.
    """
    if segment.split is None:
        return label
    words = _("your share")
    if segment.split.mode == SplitMode.PARTS:
        whole = sum(share.parts or 0 for share in segment.split.shares.all())
        words = _("your share: %(parts)s of %(whole)s") % {"parts": payer.weight, "whole": whole}
    return f"{label} ({words})"[:LABEL_LENGTH]


def _month(day: date) -> str:
    return _month_in(day, get_language())


@lru_cache(maxsize=512)
def _month_in(day: date, _language: str | None) -> str:
    """The name of the month, in the active language. The cache needs that language in its key."""
    return date_format(day, "F Y")


def _days(part: Period) -> dict[str, str]:
    return {"first": date_format(part.start, "j F Y"), "last": date_format(part.last_day, "j F Y")}
