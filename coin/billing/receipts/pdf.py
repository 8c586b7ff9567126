"""The page of a receipt, from its frozen words: printed once, stored with its SHA-256."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from coin.billing import wording
from coin.billing.documents import letterhead, pdf_worker
from coin.billing.enums import PaymentMeans, ReceiptKind
from coin.billing.models import Receipt
from coin.core.digests import sha256
from coin.core.errors import DomainError
from coin.core.models import Association

STYLE = Path(__file__).parent / "receipt.css"
TEMPLATE = "billing/receipt.html"
VARIANT = "pdf/a-2a"  # for archives, and tagged for those who have it read aloud
# The law's own words, in the law's own language (form Cerfa 11580*05).
TAX_MEANS = {
    PaymentMeans.CASH: "remise d’espèces",
    PaymentMeans.CHEQUE: "chèque",
}
OTHER_TAX_MEANS = "virement, prélèvement, carte bancaire"


def ensure(receipt: Receipt) -> None:
    """Print the receipt unless it is printed already, and save its PDF. Raises DomainError when the disk refuses."""
    if receipt.pdf:
        return
    content = to_pdf(receipt)
    path = path_of(receipt)
    # The file comes before its name in the row: no row ever names a file that is not there.
    try:
        pdf_worker.write(Path(settings.MEDIA_ROOT) / path, content)
    except OSError as error:
        words = {"folder": settings.MEDIA_ROOT, "reason": error.strerror or error}
        raise DomainError(_("PDFs cannot be written in %(folder)s: %(reason)s.") % words) from error
    digest = sha256(content)
    # Somebody else may have recorded the same bytes meanwhile: then there is nothing to write.
    Receipt.objects.filter(pk=receipt.pk, pdf="").update(pdf=path, pdf_sha256=digest)
    receipt.refresh_from_db(fields=["pdf", "pdf_sha256"])


def path_of(receipt: Receipt) -> str:
    """Where the PDF of a receipt goes, below MEDIA_ROOT."""
    return f"receipts/{receipt.issued_on.year}/{receipt.number}.pdf"


def to_pdf(receipt: Receipt) -> bytes:
    """The page as a PDF/A-2a."""
    # Imported here: WeasyPrint, which it loads, takes a while.
    from coin.core import pdf

    return pdf.to_pdf(to_html(receipt), STYLE, pdf_variant=VARIANT)


def to_html(receipt: Receipt) -> str:
    """The page in HTML, in the language of documents."""
    association = Association.current()
    with wording.documents_language():
        return render_to_string(
            TEMPLATE,
            receipt.words
            | {
                "receipt": receipt,
                "kind_label": ReceiptKind(receipt.kind).label,
                "language": wording.LANGUAGE,
                "logo": letterhead.logo(association),
                "signature": _signature(association, receipt),
                "payments": [_payment(words) for words in receipt.words.get("payments", [])],
                "lines": _amounts(receipt.words.get("lines", [])),
                "paid": _amounts(receipt.words.get("paid", [])),
                "credit": Decimal(receipt.words.get("credit") or 0),
                "document_on": _day(receipt.words.get("document_on", "")),
                "is_tax": receipt.kind == ReceiptKind.DONATION,
            },
        )


def _payment(words: dict[str, Any]) -> dict[str, Any]:
    """The frozen words of a payment, with its day, its amount and its means as the page prints them."""
    means = words["means"]
    return words | {
        "received_on": _day(words["received_on"]),
        "amount": Decimal(words["amount"]),
        "means_label": PaymentMeans(means).label,
        "tax_means": TAX_MEANS.get(means, OTHER_TAX_MEANS),
    }


def _amounts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their amounts as decimals: JSON keeps them as text."""
    return [row | {"amount": Decimal(row["amount"])} for row in rows]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _signature(association: Association, receipt: Receipt) -> str:
    """The image of the signature, on tax receipts alone; nothing where the association has none."""
    if receipt.kind != ReceiptKind.DONATION or not association.donation_signature:
        return ""
    return letterhead.picture(association.donation_signature)
