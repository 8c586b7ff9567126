"""The lists of online payments, payouts and Stripe's messages, and their filters."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from coin.billing.enums import OnlineKind, OnlineState
from coin.core.filters import ChipFilter, FilterSet
from coin.core.folding import normalise
from coin.core.tables import (
    BadgeColumn,
    CodeColumn,
    Column,
    DayColumn,
    LinkColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Table,
)
from coin.core.templatetags.coin import euros, moment
from coin.office import pages_of


class OnlineTable(Table):
    empty = gettext_lazy("No online payment yet. Members pay in the portal.")
    created_at = LinkColumn(
        verbose_name=gettext_lazy("Begun"),
        to=pages_of.ONLINE_PAYMENTS.url_of,
        order_by=("created_at", "pk"),
    )
    member = Column(
        verbose_name=gettext_lazy("Member"),
        order_by=("member__last_name", "member__organisation_name", "pk"),
        linkify=lambda record: pages_of.MEMBERS.url_of(record.member),
    )
    kind = Column(
        verbose_name=gettext_lazy("For"), accessor="get_kind_display", order_by=("kind", "pk")
    )
    state = BadgeColumn(enum="OnlineState", verbose_name=gettext_lazy("State"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"))
    fee = MoneyColumn(verbose_name=gettext_lazy("Fee"))
    charge_on = DayColumn(verbose_name=gettext_lazy("To be charged on"))

    def render_created_at(self, value: Any, record: Any) -> Any:
        return self.columns["created_at"].column.render(moment(value), record)

    def render_fee(self, value: Any) -> str:
        return euros(value) if value else "—"


class OnlineFilter(FilterSet):
    search_help = gettext_lazy("Member, document, identifier at Stripe")
    state = ChipFilter(label=gettext_lazy("State"), choices=OnlineState.choices)
    kind = ChipFilter(
        label=gettext_lazy("For"),
        # The registration of a card or an account is no payment: the list leaves it out.
        choices=[choice for choice in OnlineKind.choices if choice[0] != OnlineKind.SETUP],
    )

    def search(self, queryset: Any, words: str) -> Any:
        # Identifiers of Stripe keep their case: folded words would find none.
        for word in words.split():
            ids = Q(session_id=word) | Q(intent_id=word) | Q(charge_id=word)
            document = Q(documents__number__iexact=word)
            name = Q(member__search_text__contains=normalise(word))
            queryset = queryset.filter(ids | document | name)
        return queryset.distinct()


# The states of a payout at Stripe, as its API spells them.
PAYOUT_STATES = {
    "pending": gettext_lazy("Being made ready"),
    "in_transit": gettext_lazy("On its way"),
    "paid": gettext_lazy("Sent to the bank"),
    "failed": gettext_lazy("Failed"),
    "canceled": gettext_lazy("Given up"),
}


class PayoutTable(Table):
    empty = gettext_lazy("No payout yet: Stripe sends what members paid to the bank.")
    payout_id = CodeColumn(verbose_name=gettext_lazy("Payout"))
    arrives_on = DayColumn(verbose_name=gettext_lazy("At the bank on"))
    state = Column(verbose_name=gettext_lazy("State"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"))
    bank_line = Column(
        verbose_name=gettext_lazy("Bank line"),
        accessor="bank_line__booked_on",
        order_by=("bank_line__booked_on", "pk"),
        linkify=lambda record: (
            reverse("office:bank-line", args=[record.bank_line_id]) if record.bank_line_id else None
        ),
    )

    def render_state(self, value: str) -> Any:
        return PAYOUT_STATES.get(value, value)

    def value_state(self, value: str) -> str:
        return str(PAYOUT_STATES.get(value, value))


class PayoutFilter(FilterSet):
    search_help = gettext_lazy("Identifier at Stripe")

    def search(self, queryset: Any, words: str) -> Any:
        return queryset.filter(payout_id__in=words.split())


class EventTable(Table):
    empty = gettext_lazy("Every message of Stripe was handled.")
    type = CodeColumn(verbose_name=gettext_lazy("Message"))
    object_id = CodeColumn(verbose_name=gettext_lazy("About"))
    received_at = MomentColumn(verbose_name=gettext_lazy("Received"))
    tries = NumberColumn(verbose_name=gettext_lazy("Tries"))
    error = Column(verbose_name=gettext_lazy("What went wrong"))


class EventFilter(FilterSet):
    search_help = gettext_lazy("Identifier at Stripe")

    def search(self, queryset: Any, words: str) -> Any:
        for word in words.split():
            queryset = queryset.filter(Q(event_id=word) | Q(object_id=word))
        return queryset
