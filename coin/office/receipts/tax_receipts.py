"""The tax receipts of a year: the members and their amounts, one button for all, and the figures to declare."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coin.billing import capabilities
from coin.billing.receipts import tax_receipts
from coin.core import csv_export
from coin.core.models import Association
from coin.core.money import cents
from coin.core.tasks import wake
from coin.core.templatetags.coin import euros
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import Action
from coin.members.capabilities import SETTINGS
from coin.office import pages_of

FIRST_YEAR = 2000
MOST_SHOWN = 500


class YearPage:
    """What the pages about the tax receipts of one year share: `find_year` reads the year in the URL.

    It raises Http404 where the association issues no tax receipt, before 2000, and for a year to come.
    """

    kwargs: dict[str, Any]

    def find_year(self) -> int:
        year = int(self.kwargs["year"])
        if not Association.current().donation_receipts:
            raise Http404
        if not FIRST_YEAR <= year <= timezone.localdate().year:
            raise Http404
        return year


class LastYear(CapabilityRequired):
    """Redirect to the year that people ask about: the year before until the end of June, this year afterwards."""

    capability = capabilities.ISSUE

    def get(self, request: HttpRequest) -> HttpResponseBase:
        # Income is declared from April to June, for the year before.
        today = timezone.localdate()
        year = today.year - 1 if today.month < 7 else today.year
        return HttpResponseRedirect(reverse("office:tax-receipts", args=[year]))


class TaxReceipts(YearPage, ConfirmPage):
    """The members and their amounts of a year; one button has a worker issue, print and mail each receipt.

    If the worker stops, the receipts that are left stand on this page, with the button to go on.
    """

    parent = pages_of.RECEIPTS
    capability = capabilities.ISSUE
    template_name = "office/receipts/tax_receipts.html"
    year: int
    found: tax_receipts.Year

    def prepare(self) -> None:
        self.year = self.find_year()
        self.found = tax_receipts.preview(self.year)

    def get_title(self) -> str:
        return _("Tax receipts of %(year)s") % {"year": self.year}

    def get_actions(self) -> list[Action]:
        csv = reverse("office:tax-receipts-csv", args=[self.year])
        settings = reverse("office:settings") + "#dons"
        return [
            Action(_("To declare, CSV"), csv, "download", capabilities.ISSUE),
            Action(_("Settings of gifts"), settings, "settings", SETTINGS),
        ]

    def preview(self) -> Preview:
        tax_year, count = self.found, len(self.found.ready)
        if not count:
            return Preview(self.nothing(), count=0, warnings=self.warnings())
        words = ngettext("Issue %(count)s tax receipt", "Issue %(count)s tax receipts", count)
        return Preview(
            _("Each takes the next number, never changes again, and leaves by mail with its PDF."),
            words % {"count": count},
            count,
            facts=[
                (_("Members"), count),
                (_("Total"), euros(tax_year.amount)),
                (_("Without an e-mail, to be handed over"), self.without_mail()),
            ],
            warnings=self.warnings(),
        )

    def nothing(self) -> str:
        if self.found.blocked:
            return _("No tax receipt can be issued yet: see what is missing.")
        return _("There is nothing to issue: every gift of %(year)s has its receipt.") % {
            "year": self.year
        }

    def without_mail(self) -> int:
        return sum(not giver.member.email for giver in self.found.ready)

    def warnings(self) -> list[str]:
        warnings = []
        if self.found.lacking:
            words = _("The association’s settings lack: %(missing)s.")
            warnings.append(words % {"missing": ", ".join(self.found.lacking)})
        if self.year == timezone.localdate().year and self.found.ready:
            words = _("%(year)s is not over: what is given until its end needs another receipt.")
            warnings.append(words % {"year": self.year})
        return warnings

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tax_year, declared = self.found, tax_receipts.declared(self.year)
        is_going = "en-cours" in self.request.GET and bool(tax_year.ready)
        return super().get_context_data(
            found=tax_year,
            year=self.year,
            declared=declared,
            shown=tax_year.ready[:MOST_SHOWN],
            hidden=max(0, len(tax_year.ready) - MOST_SHOWN),
            is_going=is_going,
            whole=declared.count + len(tax_year.ready),
            next_year=self.year + 1 if self.year < timezone.localdate().year else None,
            **kwargs,
        )

    def do(self, form: Any) -> str:
        # By a worker: a PDF and a mail for each member take longer than a person waits for a page.
        wake(tax_receipts.issue_year, self.year, self.request.user.pk)
        count = len(self.found.ready)
        words = ngettext(
            "%(count)s tax receipt is being made; it leaves by mail.",
            "%(count)s tax receipts are being made; they leave by mail.",
            count,
        )
        messages.success(self.request, words % {"count": count})
        return reverse("office:tax-receipts", args=[self.year]) + "?en-cours=1"


class TaxReceiptsCsv(YearPage, CapabilityRequired):
    """Download the detail of the yearly declaration (CGI 222 bis) as a CSV: each receipt in force, and its gifts."""

    capability = capabilities.ISSUE

    def get(self, request: HttpRequest, year: int) -> HttpResponseBase:
        tax_receipts_of_year = tax_receipts.of_year(self.find_year()).order_by(
            "series", "series_number"
        )
        return csv_export.response(self.rows(tax_receipts_of_year), name=f"tax-receipts-{year}")

    def rows(self, tax_receipts_of_year: Any) -> Any:
        yield [_("Number"), _("Issued"), _("Member"), _("Name"), _("CGI article"), _("Amount")]
        for receipt in tax_receipts_of_year.select_related("member"):
            # The name as it was printed, not as the record has it today: the declaration repeats the receipt.
            words = receipt.words
            name = words.get("recipient", {}).get("name", "")
            article = words.get("article", "")
            yield [
                receipt.number,
                receipt.issued_on,
                receipt.member.number,
                name,
                article,
                cents(receipt.given),
            ]
