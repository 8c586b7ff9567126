"""The electronic invoice of a document, for people who download it."""

from django.db.models.fields.files import FieldFile

from coin.billing.documents import pdf
from coin.billing.enums import DocumentKind
from coin.billing.models import Document

SALES = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)


def may_have_one(document: Document) -> bool:
    """Whether to offer the electronic invoice.

    It is stored, or the document is an invoice without a PDF yet: both are made together.
    """
    return bool(document.xml) or (document.kind == DocumentKind.INVOICE and not document.pdf)


def electronic_invoice(document: Document) -> FieldFile:
    """The file of the electronic invoice; empty when there is none.

    When an issued invoice or credit note has no PDF yet, both are made and saved now. Raises RenderingStopped as
    `pdf.render` does.
    """
    if document.kind in SALES and not document.pdf:
        pdf.render([document.pk], processes=1)
        document.refresh_from_db(fields=["pdf", "xml"])
    return document.xml
