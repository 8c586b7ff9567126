"""The lists of mandates, batches and unknown returns, and their filters."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from coin.billing.enums import BatchState, MandateState
from coin.core.filters import ChipFilter, FilterSet
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
from coin.core.templatetags.coin import day
from coin.office import pages_of


class MandateTable(Table):
    empty = gettext_lazy("No mandate yet. Members sign theirs in the portal, or you record paper.")
    rum = LinkColumn(
        verbose_name=gettext_lazy("Reference"),
        to=pages_of.MANDATES.url_of,
    )
    member = Column(
        verbose_name=gettext_lazy("Member"),
        order_by=("member__last_name", "member__organisation_name", "pk"),
        linkify=lambda record: pages_of.MEMBERS.url_of(record.member),
    )
    state = BadgeColumn(enum="MandateState", verbose_name=gettext_lazy("State"))
    iban_shown = Column(verbose_name=gettext_lazy("Account"), orderable=False)
    signed_on = DayColumn(verbose_name=gettext_lazy("Signed on"))
    last_used_on = DayColumn(verbose_name=gettext_lazy("Last used on"))


class MandateFilter(FilterSet):
    search_help = gettext_lazy("Reference, holder, member")
    searched = ("rum", "holder", "member__search_text")
    state = ChipFilter(label=gettext_lazy("State"), choices=MandateState.choices)

    def fits(self, word: str) -> Q:
        return super().fits(word) | Q(iban_end=word)


class BatchTable(Table):
    empty = gettext_lazy("No debit yet. Members need a mandate, and the settings an identifier.")
    collection_on = LinkColumn(
        verbose_name=gettext_lazy("Day of collection"),
        to=pages_of.DEBIT_BATCHES.url_of,
        order_by=("collection_on", "pk"),
    )
    state = BadgeColumn(enum="BatchState", verbose_name=gettext_lazy("State"))
    count = NumberColumn(verbose_name=gettext_lazy("Debits"))
    total = MoneyColumn(verbose_name=gettext_lazy("Total"))
    collected_on = DayColumn(verbose_name=gettext_lazy("Paid by the bank on"))

    def render_collection_on(self, value: Any, record: Any) -> Any:
        return self.columns["collection_on"].column.render(day(value), record)


class BatchFilter(FilterSet):
    search_help = gettext_lazy("Reference at the bank, document, mandate")
    searched = ("payment_info_id",)
    state = ChipFilter(label=gettext_lazy("State"), choices=BatchState.choices)

    def fits(self, word: str) -> Q:
        numbers = Q(debits__document__number__iexact=word) | Q(debits__mandate__rum__iexact=word)
        return super().fits(word) | numbers

    def search(self, queryset: Any, words: str) -> Any:
        # A word is looked for through the debits of a batch: a join gives the batch once for each of them.
        return super().search(queryset, words).distinct()


class UnknownTable(Table):
    empty = gettext_lazy("Every return of the bank is of a debit that coin knows.")
    reference = LinkColumn(
        verbose_name=gettext_lazy("Reference"),
        to=lambda row: reverse("office:debit-unknown-handled", args=[row.pk]),
        accessor="__str__",
        order_by=("reference", "pk"),
    )
    code = CodeColumn(verbose_name=gettext_lazy("Code"))
    returned_on = DayColumn(verbose_name=gettext_lazy("Sent back on"))
    source = Column(verbose_name=gettext_lazy("File"), order_by=("source__name", "pk"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"))
    handled_at = MomentColumn(verbose_name=gettext_lazy("Dealt with"))


class UnknownFilter(FilterSet):
    search_help = gettext_lazy("Reference, code")
    searched = ("reference",)

    def fits(self, word: str) -> Q:
        return super().fits(word) | Q(code__iexact=word)
