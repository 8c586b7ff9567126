"""Receipts: the list, the record and its PDF, a receipt for a payment or for dues, a void receipt asked back."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.enums import DocumentKind, PaymentMeans, ReceiptKind
from coin.billing.models import Document, Payment, Receipt
from coin.billing.receipts import gifts
from coin.billing.receipts import pdf as receipt_pdf
from coin.billing.receipts import services as receipts
from coin.core.badges import Badge
from coin.core.downloads import download
from coin.core.models import Association
from coin.core.templatetags.coin import day, euros
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, Link, RecordPage
from coin.office import pages_of
from coin.office.receipts.tables import ReceiptFilter, ReceiptTable


def receipt_actions(payment: Payment) -> list[Action]:
    """The buttons of a payment that was not reversed: its receipt, and the tax receipt for the gift in it, if any.

    Empty for a payment by the solidarity fund. The caller checks that the payment was not reversed.
    """
    # The solidarity fund paid, not the member: there is no money to give a receipt for.
    if payment.means == PaymentMeans.FUND:
        return []
    url = reverse("office:payment-receipt", args=[payment.pk])
    actions = [Action(_("Receipt"), url, "file-text", capabilities.PAYMENTS)]
    if Association.current().donation_receipts and gifts.has_gift(payment):
        url = reverse("office:payment-tax-receipt", args=[payment.pk])
        actions.append(Action(_("Tax receipt"), url, "heart-handshake", capabilities.ISSUE))
    return actions


class ReceiptList(ListPage):
    capability = capabilities.SEE
    of = pages_of.RECEIPTS
    table_class = ReceiptTable
    filterset_class = ReceiptFilter
    csv_name = "receipts"

    def get_actions(self) -> list[Action]:
        if not Association.current().donation_receipts:
            return []
        url = reverse("office:tax-receipts-last")
        return [Action(_("Tax receipts of a year"), url, "heart-handshake", capabilities.ISSUE)]


class ReceiptRecord(RecordPage[Receipt]):
    of = pages_of.RECEIPTS
    capability = capabilities.SEE
    template_name = "office/receipts/receipt.html"

    def get_title(self) -> str:
        return f"{ReceiptKind(self.object.kind).label} {self.object.number}"

    def get_subtitle(self) -> str:
        return str(self.object.member)

    def get_badges(self) -> Sequence[Badge]:
        if self.object.voided_on:
            return [Badge(_("Void"), "off")]
        return [Badge(_("In force"), "good")]

    def get_actions(self) -> list[Action]:
        receipt, pk = self.object, [self.object.pk]
        pdf = reverse("office:receipt-pdf", args=pk)
        actions = [Action(_("PDF"), pdf, "file-download", capabilities.SEE, "primary")]
        if receipt.kind == ReceiptKind.DONATION and receipt.voided_on and not receipt.asked_back_on:
            url = reverse("office:receipt-asked-back", args=pk)
            actions.append(Action(_("Asked back"), url, "check", capabilities.ISSUE))
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = self.object.parts.select_related("payment", "document")
        return super().get_context_data(parts=list(parts), **kwargs)


class ReceiptPdf(CapabilityRequired):
    """Download the PDF of a receipt, void or not, printed and stored the first time somebody asks for it."""

    capability = capabilities.SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        receipt = pages_of.RECEIPTS.find(self.kwargs)
        receipt_pdf.ensure(receipt)
        return download(receipt.pdf, name=f"{receipt.number}.pdf", content_type="application/pdf")


class ReceiptAskedBack(AboutPage[Receipt], ConfirmPage):
    of = pages_of.RECEIPTS
    capability = capabilities.ISSUE
    title = gettext_lazy("The receipt was asked back")
    done = gettext_lazy("It is noted that the receipt was asked back.")

    def preview(self) -> Preview:
        receipt = self.object
        if receipt.kind != ReceiptKind.DONATION or not receipt.voided_on or receipt.asked_back_on:
            return Preview(_("This receipt is not to be asked back."), count=0)
        sentence = _(
            "Write to %(member)s that this tax receipt no longer counts, and ask for it back. "
            "Then note it here: it leaves the work board."
        )
        return Preview(
            sentence % {"member": receipt.member},
            _("It is done"),
            facts=[
                (_("Receipt"), receipt.number),
                (_("Amount"), euros(receipt.amount)),
                (_("Void since"), day(receipt.voided_on)),
                (_("Reason"), receipt.void_reason),
            ],
        )

    def do(self, form: Any) -> None:
        receipts.note_asked_back(self.object, actor=self.request.user)


class PaymentReceipt(AboutPage[Payment], ConfirmPage):
    """The page whose button issues the receipt for a payment, and shows the receipt.

    The volunteer hands it over, or the member finds it in the portal. A payment that was reversed gets no button.
    """

    of = pages_of.PAYMENTS
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Receipt for a payment")

    def get_parent(self) -> Link:
        return pages_of.MEMBERS.link_of(self.object.member)

    def preview(self) -> Preview:
        if self.object.reverses_id or hasattr(self.object, "reversed_by"):
            return Preview(_("This payment did not hold: there is nothing to give a receipt for."))
        sentence = _("The receipt takes the next number and never changes again.")
        return Preview(sentence, _("Make the receipt"), facts=self.facts())

    def facts(self) -> list[tuple[str, str]]:
        return [
            (_("Member"), str(self.object.member)),
            (_("Amount"), euros(self.object.amount)),
            (_("Means"), self.object.get_means_display()),
            (_("Received"), day(self.object.received_on)),
        ]

    def do(self, form: Any) -> str:
        return pages_of.RECEIPTS.url_of(
            receipts.issue_payment_receipt(self.object, actor=self.request.user)
        )


class PaymentTaxReceipt(PaymentReceipt):
    """The page whose button issues the tax receipt for the gift in one payment, as far as no receipt says it yet.

    A 404 where the association issues no tax receipt.
    """

    capability = capabilities.ISSUE
    title = gettext_lazy("Tax receipt for a gift")

    def prepare(self) -> None:
        if not Association.current().donation_receipts:
            raise Http404
        super().prepare()

    def facts(self) -> list[tuple[str, str]]:
        gifts_without_receipt = gifts.to_receipt(
            Association.current(), member=self.object.member, payment=self.object
        )
        gift_total = sum(gift.amount for gift in gifts_without_receipt)
        return [*super().facts(), (_("Gift that no receipt says yet"), euros(gift_total or 0))]

    def do(self, form: Any) -> str:
        return pages_of.RECEIPTS.url_of(
            receipts.issue_tax_receipt(self.object, actor=self.request.user)
        )


class DuesReceipt(AboutPage[Document], ConfirmPage):
    """The page whose button issues the receipt for a call for dues. The service refuses a call that is not paid."""

    of = pages_of.DOCUMENTS
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Receipt for dues")

    def get_object(self) -> Document:
        calls = Document.objects.issued().filter(kind=DocumentKind.DUES_CALL)
        return get_object_or_404(calls.select_related("member"), pk=self.kwargs["pk"])

    def preview(self) -> Preview:
        return Preview(
            _("The receipt takes the next number and never changes again."),
            _("Make the receipt"),
            facts=[
                (_("Member"), str(self.object.member)),
                (_("Call for dues"), str(self.object)),
                (_("Total"), euros(self.object.total)),
            ],
        )

    def do(self, form: Any) -> str:
        return pages_of.RECEIPTS.url_of(
            receipts.issue_dues_receipt(self.object, actor=self.request.user)
        )
