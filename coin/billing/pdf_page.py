"""What a document looks like: frozen words to HTML, HTML to PDF. No database, no network, no file but our own."""

from pathlib import Path
from typing import Any

import segno.helpers
from django.template.loader import render_to_string
from stdnum import iban as iban_numbers

from coin.billing import wording
from coin.billing.enums import DocumentKind
from coin.core import pdf
from coin.core.money import ZERO

STYLE = Path(__file__).parent / "pdf.css"
TEMPLATE = "billing/document.html"
EPC_NAME_LENGTH = 70  # European Payments Council, EPC069-12


def to_html(words: dict[str, Any]) -> str:
    """The page, in the language of documents."""
    # A gift slip is paid as it is issued, by what the member was ahead.
    asks_nothing = (DocumentKind.CREDIT_NOTE, DocumentKind.GIFT)
    is_claim = words["kind"] not in asks_nothing and words["total"] > ZERO
    with wording.documents_language():
        return render_to_string(
            TEMPLATE,
            words
            | {
                "kind_label": DocumentKind(words["kind"]).label,
                "is_claim": is_claim,
                "is_invoice": words["kind"] == DocumentKind.INVOICE,
                "is_credit_note": words["kind"] == DocumentKind.CREDIT_NOTE,
                "language": wording.LANGUAGE,
                "payment_reference": payment_reference(words),
                "iban": printed_iban(words["issuer"].get("iban", "")),
                "qr": qr_code(words) if is_claim else "",
            },
        )


def to_pdf(html: str) -> bytes:
    """The bytes of the PDF: the same words give the same bytes."""
    return pdf.to_pdf(html, STYLE)


def payment_reference(words: dict[str, Any]) -> str:
    """What a transfer should say: the member's stable reference, then the document."""
    return f"{words['recipient'].get('reference', '')} {words['number']}".strip()


def printed_iban(iban: str) -> str:
    """An IBAN in groups of four, or nothing when it is not one."""
    return str(iban_numbers.format(iban)) if iban_numbers.is_valid(iban) else ""


def qr_code(words: dict[str, Any]) -> str:
    """The European Payments Council's QR code for the transfer, as SVG; nothing without a valid IBAN."""
    issuer = words["issuer"]
    if not iban_numbers.is_valid(issuer.get("iban", "")):
        return ""
    code = segno.helpers.make_epc_qr(
        name=issuer["name"][:EPC_NAME_LENGTH],
        iban=iban_numbers.compact(issuer["iban"]),
        bic=issuer.get("bic", "").replace(" ", "") or None,
        amount=words["total"],
        text=payment_reference(words),
        encoding="utf-8",
    )
    return str(code.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None))
