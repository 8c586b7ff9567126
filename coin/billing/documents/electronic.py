"""The electronic invoice of a document, for people who download it."""

from django.db.models.fields.files import FieldFile

from coin.billing.documents import pdf
from coin.billing.enums import DocumentKind
from coin.billing.models import Document

SALES = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)


def may_have_one(document: Document) -> bool:
    """Whether to offer the electronic invoice: it is stored, or will be made with the PDF."""
    return bool(document.xml) or (document.kind == DocumentKind.INVOICE and not document.pdf)


def electronic_invoice(document: Document) -> FieldFile:
    """The file of the electronic invoice, made with the PDF when there is no PDF yet; empty when there is none."""
    if document.kind in SALES and not document.pdf:
        pdf.render([document.pk], processes=1)
        document.refresh_from_db(fields=["pdf", "xml"])
    return document.xml
