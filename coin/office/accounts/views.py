"""Reports of the accounts: money in by month, entries, balances, ledgers, debts by age, files of a year."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.billing import capabilities
from coin.billing.accounts import checking, fec, ledger_text, reports, writing
from coin.billing.enums import DocumentKind
from coin.billing.models import Account, Entry, EntryLine
from coin.core import csv_export
from coin.core.downloads import send
from coin.core.errors import DomainError
from coin.core.views.access import CapabilityRequired
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, Page
from coin.office import pages_of
from coin.office.accounts import bar_plot, money_plot, tables

MONTHS = 12


class FiguresPage(Page):
    """The base of pages whose table is computed, where ListPage could not show it. `?format=csv` gives the same table.

    A subclass gives `header`, `rows`, a template, and `csv_name`, the beginning of the file's name.
    """

    capability = capabilities.ACCOUNTS
    csv_name = "coin"

    def header(self) -> Sequence[Any]:
        raise NotImplementedError

    def rows(self) -> Iterable[Sequence[Any]]:
        """The cells of each line of the table, without the header; amounts as Decimals."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("format") == "csv":
            name = f"{self.csv_name}-{timezone.localdate():%Y-%m-%d}"
            return csv_export.response([self.header(), *self.rows()], name=name)
        return super().get(request, *args, **kwargs)


class Accounts(FiguresPage):
    title = gettext_lazy("Accounts")
    template_name = "office/accounts/accounts.html"
    csv_name = "money-in"

    def get_actions(self) -> list[Action]:
        keep = capabilities.ACCOUNTS
        pages = [
            ("office:entries", _("Entries"), "list"),
            ("office:trial-balance", _("Trial balance"), "list-details"),
            ("office:aged-balance", _("Debts by age"), "clock"),
            ("office:prices-paid", _("Prices paid"), "chart-bar"),
            ("office:accounts-check", _("Verify"), "check"),
            ("office:account-choices", _("Accounts chosen"), "adjustments"),
            ("office:opening-balances", _("Opening balances"), "upload"),
            ("office:period-close", _("Close a period"), "lock"),
        ]
        write = Action(
            _("Write the entries now"),
            reverse("office:entries-post"),
            "refresh",
            keep,
            "primary",
            True,
        )
        return [write, *(Action(label, reverse(name), icon, keep) for name, label, icon in pages)]

    def months(self) -> list[reports.Month]:
        return reports.money_in(reports.months_until(timezone.localdate(), MONTHS))

    def kinds(self) -> dict[str, str]:
        """The kinds of money in, {key of `Month.sums`: words}, in the order of the colours."""
        return {
            str(DocumentKind.INVOICE): _("Invoices"),
            str(DocumentKind.DUES_CALL): _("Dues"),
            "": _("Paid ahead"),
        }

    def header(self) -> Sequence[Any]:
        return [_("Month"), *self.kinds().values(), _("Total")]

    def rows(self) -> Iterable[Sequence[Any]]:
        for month in self.months():
            yield [
                f"{month.start:%Y-%m}",
                *(month.sums[kind] for kind in self.kinds()),
                month.total,
            ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        months, kinds = self.months(), self.kinds()
        labels = self.header()[1:]
        table = [
            (
                date_format(month.start, "F Y"),
                list(
                    zip(labels, [*(month.sums[kind] for kind in kinds), month.total], strict=True)
                ),
            )
            for month in reversed(months)
        ]
        return super().get_context_data(
            plot=money_plot.plot(months, kinds),
            header=self.header(),
            table=table,
            years=Entry.objects.order_by("-year").values_list("year", flat=True).distinct(),
            closed=writing.closed_until(),
            **kwargs,
        )


class AgedBalance(FiguresPage):
    parent = pages_of.ACCOUNTS
    title = gettext_lazy("Debts by age")
    subtitle = gettext_lazy("What members owe today, by how long it has been late.")
    template_name = "office/accounts/aged_balance.html"
    csv_name = "aged-balance"

    def get_actions(self) -> list[Action]:
        return [Action(_("CSV"), "?format=csv", "download")]

    def header(self) -> Sequence[Any]:
        ages = [_("0 to 30 days"), _("31 to 60 days"), _("61 to 90 days"), _("More than 90 days")]
        return [_("Number"), _("Member"), *ages, _("Total")]

    def rows(self) -> Iterable[Sequence[Any]]:
        for debtor in reports.aged_balance(timezone.localdate()):
            yield [debtor.member.number, debtor.member.name, *debtor.parts, debtor.total]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, labels = list(self.rows()), self.header()[2:]
        sums = [sum(column) for column in list(zip(*rows, strict=True))[2:]]
        return super().get_context_data(
            header=self.header(),
            rows=[(row[0], row[1], list(zip(labels, row[2:], strict=True))) for row in rows],
            sums=list(zip(labels, sums, strict=False)),
            plot=bar_plot.bars(
                list(zip(labels, [[age_sum] for age_sum in sums[:-1]], strict=False))
            ),
            **kwargs,
        )


class Entries(ListPage):
    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Entries")
    table_class = tables.EntryTable
    filterset_class = tables.EntryFilter
    csv_name = "entries"
    counted = ngettext_lazy("%(count)s line", "%(count)s lines", "count")

    def get_queryset(self) -> QuerySet[EntryLine]:
        lines = EntryLine.objects.select_related("entry")
        return lines.order_by("-entry__entry_on", "-entry", "pk")


class TrialBalance(ListPage):
    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    of = pages_of.LEDGERS
    table_class = tables.TrialBalanceTable
    filterset_class = tables.TrialBalanceFilter
    csv_name = "trial-balance"

    def get_actions(self) -> list[Action]:
        return [Action(_("Name an account"), reverse("office:ledger-account-new"), "plus")]


class AccountLedger(AboutPage[Account], ListPage):
    of = pages_of.LEDGERS
    parent = pages_of.LEDGERS
    capability = capabilities.ACCOUNTS
    table_class = tables.LedgerTable
    filterset_class = tables.EntryFilter
    csv_name = "ledger"
    counted = ngettext_lazy("%(count)s line", "%(count)s lines", "count")

    def get_queryset(self) -> QuerySet[Any]:
        return reports.ledger(self.object.code)

    def hidden_columns(self) -> Sequence[str]:
        """Hide the running balance of a filtered ledger: over some of the lines it means nothing."""
        return ("balance",) if self.filterset.is_filtering() else ()


class AccountsCheck(Page):
    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Verification of the accounts")
    template_name = "office/accounts/accounts_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(problems=checking.problems(), **kwargs)


class YearFile(CapabilityRequired):
    """Download the entries of a year as a file: `form` is `fec` (the tax office's format), `beancount` or `hledger`.

    A 404 for another format. When the file cannot be made, the page of the accounts says why.
    """

    capability = capabilities.ACCOUNTS

    def get(self, request: HttpRequest, year: int, form: str) -> HttpResponseBase:
        if form != "fec" and form not in ledger_text.FORMATS:
            raise Http404
        try:
            name = fec.file_name(year) if form == "fec" else f"{year}.{form}"
            content = fec.text(year) if form == "fec" else ledger_text.text(year, form)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("office:accounts"))
        return send(content.encode(), name=name, content_type="text/plain; charset=utf-8")
