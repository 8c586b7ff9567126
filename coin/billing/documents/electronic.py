"""The electronic invoice of a document, for whoever downloads it."""

from django.db.models.fields.files import FieldFile

from coin.billing.documents import pdf
from coin.billing.enums import DocumentKind
from coin.billing.models import Document

SALES = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)


def may_have_one(document: Document) -> bool:
    """Whether to offer it: it is stored, or comes with the PDF that is not made yet."""
    return bool(document.xml) or (document.kind == DocumentKind.INVOICE and not document.pdf)


def electronic_invoice(document: Document) -> FieldFile:
    """Its file, made with the PDF when that is not there yet; an empty one where there is none."""
    if document.kind in SALES and not document.pdf:
        pdf.render([document.pk], processes=1)
        document.refresh_from_db(fields=["pdf", "xml"])
    return document.xml
