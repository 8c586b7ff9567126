"""Documents: the list, the record and its PDF; a document issued, a document cancelled."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.balance import queries
from coin.billing.documents import issuing, pdf
from coin.billing.documents.electronic import may_have_one
from coin.billing.documents.issuing import issue
from coin.billing.enums import DocumentKind, DocumentState, PaymentStatus
from coin.billing.models import Document
from coin.core.badges import Badge, badge
from coin.core.downloads import download
from coin.core.templatetags.coin import euros
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, RecordPage
from coin.office import pages_of
from coin.office.documents import filters as money_filters
from coin.office.documents import tables as money_tables

if TYPE_CHECKING:
    from coin.billing.balance.queries import ListedDocument  # noqa: F401 (named in the bases below)


class DocumentList(ListPage):
    capability = capabilities.SEE
    of = pages_of.DOCUMENTS
    table_class = money_tables.DocumentTable
    filterset_class = money_filters.DocumentFilter
    csv_name = "documents"
    page_first = True

    def get_queryset(self) -> QuerySet[Document]:
        # Members kept by duty are on no everyday list.
        everyday = queries.documents_list().filter(member__archived_at=None)
        return everyday.order_by("-issued_on", "-pk")

    def get_actions(self) -> list[Action]:
        url = reverse("office:billing-run")
        return [Action(_("Billing run"), url, "receipt-euro", capabilities.ISSUE, "primary")]


class DocumentRecord(RecordPage["ListedDocument"]):
    of = pages_of.DOCUMENTS
    capability = capabilities.SEE
    template_name = "office/documents/document.html"

    def get_title(self) -> str:
        kind = DocumentKind(self.object.kind).label
        return f"{kind} {self.object.number}" if self.object.number else _("Draft") + f" – {kind}"

    def get_subtitle(self) -> str:
        return str(self.object.member)

    def get_badges(self) -> Sequence[Badge]:
        return [badge(PaymentStatus, self.object.payment_status)]

    def get_actions(self) -> list[Action]:
        pk, may = [self.object.pk], capabilities.ISSUE
        if self.object.state == DocumentState.DRAFT:
            url = reverse("office:document-issue", args=pk)
            draft = reverse("office:document-pro-forma", args=pk)
            return [
                Action(_("Issue"), url, "send", may, "primary"),
                Action(_("Pro forma"), draft, "file-download", capabilities.SEE),
            ]
        pdf = reverse("office:document-pdf", args=pk)
        mail = reverse("office:document-mail", args=pk)
        actions = [
            Action(_("PDF"), pdf, "file-download", capabilities.SEE, "primary"),
            *self.electronic(),
            Action(_("Send by mail"), mail, "mail", may),
        ]
        if self.object.kind == DocumentKind.CREDIT_NOTE:
            return actions
        if self.object.payment_status == PaymentStatus.CANCELLED:
            return actions
        if self.object.kind == DocumentKind.DUES_CALL and self.object.paid > 0 >= self.object.rest:
            receipt = reverse("office:dues-receipt", args=pk)
            actions.append(Action(_("Receipt"), receipt, "file-text", capabilities.PAYMENTS))
        if self.object.rest > 0:
            waive = reverse("office:document-waive", args=pk)
            may_waive = capabilities.HARDSHIP
            actions.append(Action(_("Grant a waiver"), waive, "heart-handshake", may_waive))
        cancel = reverse("office:document-cancel", args=pk)
        return [*actions, Action(_("Cancel by a credit note"), cancel, "eraser", may)]

    def electronic(self) -> list[Action]:
        if not may_have_one(self.object):
            return []
        url = reverse("office:document-xml", args=[self.object.pk])
        return [Action(_("Electronic invoice (XML)"), url, "file-download", capabilities.SEE)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = self.object
        return super().get_context_data(
            lines=list(document.lines.all()),
            allocations=list(document.allocations.select_related("payment")),
            corrections=list(document.corrections.all()),
            **kwargs,
        )


class DocumentPdf(CapabilityRequired):
    """Download the PDF of an issued document, made the first time somebody asks for it.

    A 404 for a draft, and when the words of the PDF were erased before it was made.
    """

    capability = capabilities.SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        document = get_object_or_404(Document.objects.issued(), pk=pk)
        if not document.pdf:
            # One process: starting others costs more than one page of PDF.
            pdf.render([document.pk], processes=1)
            document.refresh_from_db(fields=["pdf"])
        if not document.pdf:  # the retention erased the words that the PDF is made of
            raise Http404
        return download(document.pdf, name=f"{document.number}.pdf", content_type="application/pdf")


class OfDocument(AboutPage["ListedDocument"]):
    """The base of the pages about one document, which is `object`."""

    of = pages_of.DOCUMENTS


class DocumentMove(OfDocument, ConfirmPage):
    """The base of the pages that ask to confirm an act on one document. A subclass gives `preview` and `do`."""

    capability = capabilities.ISSUE

    def facts(self) -> list[tuple[str, str]]:
        return [
            (_("Kind"), str(DocumentKind(self.object.kind).label)),
            (_("Member"), str(self.object.member)),
            (_("Total"), euros(self.object.total)),
        ]


class DocumentIssue(DocumentMove):
    title = gettext_lazy("Issue the document")
    done = gettext_lazy("The document is issued.")

    def preview(self) -> Preview:
        if self.object.state != DocumentState.DRAFT:
            return Preview(_("This document is issued already."))
        sentence = _("It takes the next number and never changes again.")
        return Preview(sentence, _("Issue the document"), facts=self.facts())

    def do(self, form: Any) -> None:
        issue(self.object, actor=self.request.user)


class DocumentCancel(DocumentMove):
    title = gettext_lazy("Cancel the document")
    done = gettext_lazy("The document is cancelled by this credit note.")

    def preview(self) -> Preview:
        if self.object.state == DocumentState.DRAFT:
            return Preview(_("A draft is not cancelled: the next billing run redrafts it."))
        sentence = _(
            "A credit note is issued for %(number)s. What was paid becomes the member's credit."
        )
        return Preview(
            sentence % {"number": self.object.number},
            _("Issue the credit note"),
            facts=self.facts(),
            style="danger",
        )

    def do(self, form: Any) -> str:
        note = issuing.cancel(self.object, actor=self.request.user)
        return pages_of.DOCUMENTS.url_of(note)
