"""The member's documents and payments, and nobody else's."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.billing.balance.queries import member_documents
from coin.billing.documents import pdf, pro_forma
from coin.billing.documents.electronic import electronic_invoice
from coin.billing.models import Document, Payment
from coin.core.downloads import download, send
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action
from coin.portal.money.tables import DocumentFilter, DocumentTable, PaymentFilter, PaymentTable
from coin.portal.shared.pages import MemberPage, MemberRecord, MoneyPage
from coin.portal.shared.roles import Part
from coin.subscriptions.enums import SubscriptionState


class Documents(MoneyPage, ListPage):
    template_name = "portal/shared/list.html"
    title = gettext_lazy("Documents")
    table_class = DocumentTable
    filterset_class = DocumentFilter
    counted = ngettext_lazy("%(count)s document", "%(count)s documents", "count")
    csv_name = "documents"

    def get_queryset(self) -> QuerySet[Document]:
        return member_documents(self.member).prefetch_related("allocations__payment")


class Payments(MoneyPage, ListPage):
    template_name = "portal/shared/list.html"
    title = gettext_lazy("Payments")
    table_class = PaymentTable
    filterset_class = PaymentFilter
    counted = ngettext_lazy("%(count)s payment", "%(count)s payments", "count")
    csv_name = "payments"

    def get_queryset(self) -> QuerySet[Payment]:
        payments = Payment.objects.filter(member=self.member)
        return payments.prefetch_related("allocations__document")

    def get_actions(self) -> list[Action]:
        return [Action(_("Direct debit"), reverse("portal:debits"), "building-bank")]


class OneDocument(MoneyPage, MemberRecord[Document]):
    """The base of the pages that give one issued document of the member as a file."""

    def get_queryset(self) -> QuerySet[Document]:
        return member_documents(self.member)


class Pdf(OneDocument):
    """Download the PDF of an issued document, made now when it was not made yet; a 404 when it cannot be made any more.

    No shared cache keeps it, and no browser takes it for anything but a PDF.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        document = self.object
        if not document.pdf:
            # Its run may not have printed it yet: the member need not wait for it.
            pdf.render([document.pk], processes=1)
            document.refresh_from_db(fields=["pdf"])
        if not document.pdf:  # its retention is over: the words to print are erased
            raise Http404
        return download(document.pdf, name=f"{document.number}.pdf", content_type="application/pdf")


class Xml(OneDocument):
    """Download the electronic invoice (XML) of a document, for the member's own accounts."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = electronic_invoice(self.object)
        return download(file, name=f"{self.object.number}.xml", content_type="application/xml")


class RequestProForma(MemberPage):
    """Download the pro forma of a requested subscription: what it would cost first, were it accepted today.

    Nothing is stored. A 404 once the request is answered.
    """

    part = Part.SERVICES

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        requested = self.subscriptions().filter(state=SubscriptionState.REQUESTED)
        subscription = get_object_or_404(requested.select_related("member", "offer"), pk=pk)
        content = pro_forma.of_request(subscription)
        return send(content, name="pro-forma.pdf", content_type="application/pdf")
