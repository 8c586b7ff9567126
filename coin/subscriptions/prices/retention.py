"""Why a price was agreed, and how a cost was split: these words go with the contract's, the figures stay (accounts)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coin.core.retention import Clock, Rule, rule
from coin.members.data import clocks
from coin.members.models import Member
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Price, Split

SOURCE = _("CPCE R.10-13 II; décret 2021-1362 art. 3")


def _over(clock: Clock) -> Q:
    return Q(subscription__state=SubscriptionState.ENDED, subscription__ended_on__lte=clock.before)


def explained_prices(clock: Clock) -> "QuerySet[Price]":
    """Prices that still give a reason, of subscriptions that were over by the limit of `clock`."""
    return Price.objects.filter(_over(clock)).exclude(reason="")


def explained_splits(clock: Clock) -> "QuerySet[Split]":
    """Splits that still bear a note, of subscriptions that were over by the limit of `clock`."""
    return Split.objects.filter(_over(clock)).exclude(note="")


def _prices_of(member: Member) -> "QuerySet[Price]":
    return Price.objects.filter(subscription__member=member).exclude(reason="")


def _splits_of(member: Member) -> "QuerySet[Split]":
    return Split.objects.filter(subscription__member=member).exclude(note="")


rule(
    Rule(
        slug="subscriptions.prices",
        label=_("Subscriptions that ended: why their prices were agreed"),
        source=SOURCE,
        months=12,
        least=12,
        due=explained_prices,
        erase=lambda rows: rows.update(reason=""),
        order=30,
        rows_of=_prices_of,
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug="subscriptions.splits",
        label=_("Subscriptions that ended: notes on how their cost was split"),
        source=SOURCE,
        months=12,
        least=12,
        due=explained_splits,
        erase=lambda rows: rows.update(note=""),
        order=30,
        rows_of=_splits_of,
        since=clocks.contract_or_departure,
    )
)
