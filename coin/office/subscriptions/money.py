"""What a subscription costs and cost, and who pays it, as its record shows it."""

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
    """Who pays what from a day, at the cost of that day."""

    split: Split
    parts: list[tuple[Member, str, Decimal]]


def read(pk: int) -> Subscription:
    """A subscription with its offer, its member and all that prices are read from."""
    rows = Subscription.objects.select_related("member", "offer")
    return pricing.with_prices(rows).get(pk=pk)


class SubscriptionMoney:
    """Reads nothing more of the database than the rows loaded beside the subscription, and the members who share."""

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
        """The splits, the newest first: one query for the members of all."""
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
        """Whether somebody shares now, or will."""
        to_come = any(one.starts_on > self.today for one in self.subscription.splits.all())
        return self.current_split is not None or to_come


def _said(parts: int | None) -> str:
    return ngettext("%(parts)s part", "%(parts)s parts", parts) % {"parts": parts} if parts else ""


def tried(pk: int, act: Callable[[], object]) -> SubscriptionMoney:
    """The subscription as `act` would leave it: it is done, looked at, and undone."""
    with transaction.atomic():
        act()
        after = SubscriptionMoney(read(pk))
        transaction.set_rollback(True)
    return after


def difference(pk: int, day: date, act: Callable[[], object]) -> list[Part]:
    """Who would pay what on that day, without and with `act`."""
    before = sharing.paid_on(read(pk), day)
    after = sharing.paid_on(tried(pk, act).subscription, day)
    return sharing.compare(before, after)


def facts(parts: list[Part]) -> list[tuple[str, str]]:
    """A line for each member: what they pay a month, before and after."""
    words = _("%(before)s → %(after)s a month")
    return [
        (str(one.member), words % {"before": euros(one.before), "after": euros(one.after)})
        for one in parts
    ]


def after_reduced(subscription: Subscription, day: date) -> date:
    """The first day from `day` on that no reduced rate holds: when a lasting price is seen."""
    reduced = [one for one in price_history(subscription) if one.is_reduced]
    while held := next((one for one in reduced if one.holds(day)), None):
        day = held.until or day
    return day


def odd(subscription: Subscription, day: date) -> list[str]:
    """What is worth a look before the cost changes from a day."""
    said = []
    if day < timezone.localdate():
        said.append(
            _("This day is over: what was billed since is corrected by the next billing run.")
        )
    reduced = [
        one
        for one in subscription.prices.all()
        if one.ends_on and one.starts_on <= day < one.ends_on
    ]
    later = [one for one in subscription.prices.all() if not one.ends_on and one.starts_on > day]
    if reduced:
        words = _("A reduced rate runs until %(day)s (not included).")
        said.append(words % {"day": day_words(reduced[0].ends_on)})
    if later:
        words = _("From %(day)s the price is %(price)s a month: it was planned before.")
        first = min(later, key=lambda one: one.starts_on)
        told = {"day": day_words(first.starts_on), "price": euros(first.monthly_price)}
        said.append(words % told)
    return said
