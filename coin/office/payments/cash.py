"""The cash book, year by year."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.payments import cash
from coin.core import csv_export
from coin.core.views.pages import Action, Page
from coin.office import pages_of

FIRST_YEAR = 1990


class CashBook(Page):
    parent = pages_of.PAYMENTS
    capability = capabilities.SEE
    template_name = "office/payments/cash_book.html"
    title = gettext_lazy("Cash book")
    book: cash.Book

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.book = cash.book(self.asked_year())
        if request.GET.get("format") == "csv":
            return csv_export.response(self.rows(), name=f"cash-book-{self.book.year}")
        return super().get(request, *args, **kwargs)

    def asked_year(self) -> int:
        """The year in the URL, from 1990 to this year; this year when the URL gives none of these."""
        this_year, year_in_url = timezone.localdate().year, self.request.GET.get("year", "")
        # Six digits are enough to be too late, and spare the reading of a number of any length.
        is_valid = (
            year_in_url.isascii()
            and year_in_url.isdigit()
            and FIRST_YEAR <= int(year_in_url[:6]) <= this_year
        )
        return int(year_in_url) if is_valid else this_year

    def get_actions(self) -> list[Action]:
        url = f"?year={self.book.year}&format=csv"
        return [Action("CSV", url, "download")]

    def rows(self) -> Any:
        yield [_("Day"), _("Member"), _("What the bank says"), _("Amount"), _("Held after it")]
        for movement in self.book.movements:
            whose = movement.payment.member if movement.payment else ""
            yield [
                movement.on,
                whose,
                movement.line.text if movement.line else "",
                movement.amount,
                movement.held,
            ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.book.year
        is_last = year >= timezone.localdate().year
        return super().get_context_data(
            book=self.book,
            previous_year=year - 1,
            next_year=None if is_last else year + 1,
            **kwargs,
        )
