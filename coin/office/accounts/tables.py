"""The lists of entries, balances and ledgers, and their filters."""

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.billing.account_enums import Journal
from coin.billing.accounts import reports
from coin.core.filters import ChipFilter, FilterSet
from coin.core.money import cents
from coin.core.tables import Column, DayColumn, LinkColumn, MoneyColumn, Table
from coin.office.shared.filters import day_input


def ledger_url(code: str) -> str:
    return reverse("office:account-ledger", args=[code])


class SumColumn(MoneyColumn):
    """Euros that the database added up: SQLite adds decimals as floats, so the sum is rounded to cents."""

    def value(self, value: Any) -> Any:
        return cents(value)


class EntryTable(Table):
    empty = _(
        "No entry yet. They are written every night, or now by the button on the page of the accounts."
    )
    day = DayColumn(accessor="entry__entry_on", verbose_name=_("Day"))
    entry = Column(
        verbose_name=_("Entry"), order_by=("entry__journal", "entry__year", "entry__number")
    )
    piece = Column(accessor="entry__piece", verbose_name=_("Piece"))
    label = Column(accessor="entry__label", verbose_name=_("Label"))
    account = LinkColumn(
        accessor="account_id", verbose_name=_("Account"), to=lambda row: ledger_url(row.account_id)
    )
    auxiliary = Column(verbose_name=_("Member’s account"))
    debit = MoneyColumn(verbose_name=_("Debit"))
    credit = MoneyColumn(verbose_name=_("Credit"))


class EntryFilter(FilterSet):
    search_help = _("Piece, label, account")
    searched = ("entry__piece", "entry__label")
    journal = ChipFilter(label=_("Journal"), field_name="entry__journal", choices=Journal.choices)
    since = django_filters.DateFilter(
        label=_("From"), field_name="entry__entry_on", lookup_expr="gte", widget=day_input()
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="entry__entry_on", lookup_expr="lte", widget=day_input()
    )

    def fits(self, word: str) -> Q:
        return super().fits(word) | Q(account__code__startswith=word) | Q(auxiliary__iexact=word)


class TrialBalanceTable(Table):
    empty = _("No account moved in this time.")
    code = LinkColumn(verbose_name=_("Account"), to=lambda row: ledger_url(row.code))
    label = Column(verbose_name=_("Label"))
    debits = SumColumn(verbose_name=_("Debit"))
    credits = SumColumn(verbose_name=_("Credit"))
    balance = SumColumn(verbose_name=_("Balance"))


class TrialBalanceFilter(FilterSet):
    """The trial balance's filters. The days, both included, choose the entries to add up.

    Accounts without an entry between them are not shown.
    """

    search_help = _("Account")
    searched = ("label",)
    since = django_filters.DateFilter(label=_("From"), widget=day_input())
    until = django_filters.DateFilter(label=_("Until"), widget=day_input())

    def fits(self, word: str) -> Q:
        return super().fits(word) | Q(code__startswith=word)

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data
        rows = reports.trial_balance(chosen.get("since"), chosen.get("until"))
        words = chosen.get("q")
        return self.search(rows, words) if words else rows


class LedgerTable(Table):
    empty = _("Nothing stands on this account.")
    day = DayColumn(
        accessor="entry__entry_on", verbose_name=_("Day"), order_by=("entry__entry_on", "pk")
    )
    entry = Column(verbose_name=_("Entry"), orderable=False)
    piece = Column(accessor="entry__piece", verbose_name=_("Piece"))
    label = Column(accessor="entry__label", verbose_name=_("Label"))
    auxiliary = Column(verbose_name=_("Member’s account"))
    debit = MoneyColumn(verbose_name=_("Debit"))
    credit = MoneyColumn(verbose_name=_("Credit"))
    balance = SumColumn(verbose_name=_("Balance"), orderable=False)
