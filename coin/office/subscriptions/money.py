"""The cost of a subscription over time and those who pay it, as its record shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coin.core.money import euros
from coin.core.templatetags.coin import day as day_words
from coin.members.models import Member
from coin.subscriptions import wording
from coin.subscriptions.models import SharingRequest, Split, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices.history import PriceRow, price_history
from coin.subscriptions.sharing import queries as sharing
from coin.subscriptions.sharing.queries import Part


@dataclass(frozen=True)
class SplitRow:
    """A split, with (member, their parts in words, euros a month) of each who pays, on the day when it starts.

    The words are empty for a share that is an amount, and for the subscriber who pays the rest.
    """

    split: Split
    parts: list[tuple[Member, str, Decimal]]


def read(pk: int) -> Subscription:
    """The subscription of this primary key, with its offer, its member and all that its price depends on."""
    rows = Subscription.objects.select_related("member", "offer")
    return pricing.with_prices(rows).get(pk=pk)


class SubscriptionMoney:
    """The money of one subscription as of today, for its record: computed, nothing is written.

    The subscription must come from `with_prices`: beside the rows loaded with it, only the members who share and the
    request to share are read.
    """

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self.today = timezone.localdate()

    @property
    def price(self) -> Decimal:
        return pricing.price_on(self.subscription, self.today)

    @property
    def term_price(self) -> str:
        return wording.term_price(self.subscription.term, self.price)

    @property
    def when_billed(self) -> str:
        return wording.when_billed(self.subscription)

    @cached_property
    def prices(self) -> list[PriceRow]:
        return price_history(self.subscription)

    @cached_property
    def splits(self) -> list[SplitRow]:
        """The splits, the newest first, with one query for the members of all of them."""
        rows = sorted(self.subscription.splits.all(), key=lambda row: row.starts_on, reverse=True)
        pks = {share.member_id for row in rows for share in row.shares.all()}
        members = Member.objects.in_bulk([*pks, self.subscription.member_id]) if rows else {}
        return [SplitRow(row, list(self._parts(row, members))) for row in rows]

    def _parts(self, split: Split, members: dict[int, Member]) -> list[tuple[Member, str, Decimal]]:
        cost = pricing.cost_on(self.subscription, split.starts_on)
        paying = pricing.shares_of(self.subscription, split, cost)
        return [
            (members[payer.member_id], _said(payer.share.parts if payer.share else None), amount)
            for payer, amount in paying
        ]

    @property
    def current_split(self) -> Split | None:
        return pricing.split_on(self.subscription, self.today)

    @cached_property
    def asked(self) -> SharingRequest | None:
        return SharingRequest.objects.filter(subscription=self.subscription).first()

    @property
    def is_shared(self) -> bool:
        """Whether somebody shares the cost now, or will by a split that is planned."""
        to_come = any(split.starts_on > self.today for split in self.subscription.splits.all())
        return self.current_split is not None or to_come


def _said(parts: int | None) -> str:
    return ngettext("%(parts)s part", "%(parts)s parts", parts) % {"parts": parts} if parts else ""


def tried(pk: int, act: Callable[[], object]) -> SubscriptionMoney:
    """The money of the subscription of this primary key, as `act` would leave it. Nothing stays written.

    The act is done, read, and rolled back: a preview shows what the service computes, and not a second computation.
    """
    with transaction.atomic():
        act()
        after = SubscriptionMoney(read(pk))
        transaction.set_rollback(True)
    return after


def difference(pk: int, day: date, act: Callable[[], object]) -> list[Part]:
    """What each member pays a month on that day, without and with `act`, which is done and rolled back.

    `pk` is of the subscription; `act` is a call of a service, ready to be made, whose refusals are raised.
    """
    before = sharing.paid_on(read(pk), day)
    after = sharing.paid_on(tried(pk, act).subscription, day)
    return sharing.compare(before, after)


def facts(parts: list[Part]) -> list[tuple[str, str]]:
    """A line for each member, (name, words): what they pay a month, before and after."""
    words = _("%(before)s → %(after)s a month")
    return [
        (str(part.member), words % {"before": euros(part.before), "after": euros(part.after)})
        for part in parts
    ]


def after_reduced(subscription: Subscription, day: date) -> date:
    """The first day, from `day` on, without a reduced rate: the first day on which a lasting price shows."""
    reduced = [row for row in price_history(subscription) if row.is_reduced]
    # One reduced rate may begin on the day when another ends.
    while current := next((row for row in reduced if row.holds(day)), None):
        day = current.until or day
    return day


def odd(subscription: Subscription, day: date) -> list[str]:
    """Sentences on what is worth a look before the cost changes from `day`; empty when nothing is.

    They tell of a day that is over, of a reduced rate that runs on it, and of a price planned for later.
    """
    warnings = []
    if day < timezone.localdate():
        warnings.append(
            _("This day is over: what was billed since is corrected by the next billing run.")
        )
    reduced = [
        price
        for price in subscription.prices.all()
        if price.ends_on and price.starts_on <= day < price.ends_on
    ]
    later = [
        price for price in subscription.prices.all() if not price.ends_on and price.starts_on > day
    ]
    if reduced:
        words = _("A reduced rate runs until %(day)s (not included).")
        warnings.append(words % {"day": day_words(reduced[0].ends_on)})
    if later:
        words = _("From %(day)s the price is %(price)s a month: it was planned before.")
        first = min(later, key=lambda price: price.starts_on)
        values = {"day": day_words(first.starts_on), "price": euros(first.monthly_price)}
        warnings.append(words % values)
    return warnings
