"""What members pay for free prices and dues, beside what is advised to them."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.accounts import reports
from coin.billing.accounts.prices import PricePaid, prices_paid, sums
from coin.billing.pro_rata import month_of
from coin.office import pages_of
from coin.office.accounts.bar_plot import bars
from coin.office.accounts.views import MONTHS, FiguresPage

AMOUNTS = 3  # columns of euros; the others count people


class PricesPaid(FiguresPage):
    parent = pages_of.ACCOUNTS
    title = gettext_lazy("Prices paid")
    subtitle = gettext_lazy("Free prices by offer, dues by plan, beside what is advised.")
    template_name = "office/accounts/prices_paid.html"
    csv_name = "prices-paid"

    @cached_property
    def found(self) -> list[PricePaid]:
        months = reports.months_until(timezone.localdate(), MONTHS)
        return prices_paid(months[0], month_of(months[-1]).end)

    def header(self) -> Sequence[Any]:
        amounts = [_("Paid"), _("Advised"), _("Difference")]
        return [
            _("Offer or dues"),
            *amounts,
            _("Pay less"),
            _("Pay what is advised"),
            _("Pay more"),
        ]

    def rows(self) -> Iterable[Sequence[Any]]:
        for price_paid in self.found:
            yield self.cells(price_paid)
        if self.found:
            paid, advised = sums(self.found)
            yield [_("Total"), paid, advised, paid - advised, *self.people()]

    def cells(self, price_paid: PricePaid) -> list[Any]:
        name = (
            _("Dues “%(plan)s”") % {"plan": price_paid.name}
            if price_paid.is_dues
            else price_paid.name
        )
        counts = [price_paid.less, price_paid.as_advised, price_paid.more]
        return [name, price_paid.paid, price_paid.advised, price_paid.difference, *counts]

    def people(self) -> list[int]:
        kinds = ("less", "as_advised", "more")
        return [sum(getattr(price_paid, kind) for price_paid in self.found) for kind in kinds]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels, rows = self.header()[1:], list(self.rows())
        table = [
            (
                row[0],
                list(zip(labels[:AMOUNTS], row[1 : AMOUNTS + 1], strict=True)),
                list(zip(labels[AMOUNTS:], row[AMOUNTS + 1 :], strict=True)),
            )
            for row in rows
        ]
        shown = [(str(row[0]), (row[1], row[2])) for row in rows[:-1]]
        return super().get_context_data(
            plot=bars(shown), header=self.header(), table=table, **kwargs
        )
