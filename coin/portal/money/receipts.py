"""The member's receipts, and nobody else's. The receipt for paid dues is made when the member asks for it."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.billing.models import Receipt
from coin.billing.receipts import pdf as receipt_pdf
from coin.billing.receipts import services as receipts
from coin.core.downloads import download
from coin.core.views.lists import ListPage
from coin.members.models import DuesPeriod
from coin.portal.money.receipt_table import ReceiptFilter, ReceiptTable, pdf_url
from coin.portal.shared.pages import MoneyPage


class Receipts(MoneyPage, ListPage):
    template_name = "portal/shared/list.html"
    title = gettext_lazy("Receipts")
    subtitle = gettext_lazy("What you paid and gave, said in writing.")
    table_class = ReceiptTable
    filterset_class = ReceiptFilter
    counted = ngettext_lazy("%(count)s receipt", "%(count)s receipts", "count")
    csv_name = "receipts"

    def get_queryset(self) -> QuerySet[Receipt]:
        return Receipt.objects.filter(member=self.member)


class ReceiptPdf(MoneyPage):
    """Download the PDF of a receipt in force, printed the first time. A void receipt is listed, but is a 404 here."""

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        valid = Receipt.objects.filter(member=self.member, voided_on=None)
        receipt = get_object_or_404(valid, number=number)
        receipt_pdf.ensure(receipt)
        return download(receipt.pdf, name=f"{receipt.number}.pdf", content_type="application/pdf")


class DuesReceipt(MoneyPage):
    """The button that gives the receipt for paid dues as a PDF, and issues it the first time.

    By POST alone, since it may take a number. A 404 for dues without a call (the document that asks for them).
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        period = get_object_or_404(DuesPeriod, member=self.member, pk=pk)
        call = receipts.call_of(period)
        if call is None:
            raise Http404
        receipt = receipts.issue_dues_receipt(call, actor=self.request.user)
        return HttpResponseRedirect(pdf_url(receipt))
