"""The page of a document: frozen words to HTML, HTML to PDF. No database, no network, no file but coin's own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno.helpers
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from coin.billing import wording
from coin.billing.documents import facturx, vat
from coin.billing.enums import DocumentKind
from coin.core import pdf
from coin.core.iban import read_iban
from coin.core.money import ZERO, total

STYLE = Path(__file__).parent / "pdf.css"
TEMPLATE = "billing/document.html"
CLAIMS = {DocumentKind.DUES_CALL, DocumentKind.INVOICE}
EPC_NAME_LENGTH = 70  # European Payments Council, EPC069-12


@dataclass(frozen=True)
class Printed:
    """The files of a document. `xml` is empty when the document has no electronic invoice."""

    pdf: bytes
    xml: bytes


def make(words: dict[str, Any]) -> Printed:
    """The files of a document, in memory: the same words give the same bytes. Raises NotValid as `facturx.to_xml` does.

    `words` are those of `pdf.words_of`.
    """
    xml = facturx.to_xml(words | _for_machines(words)) if facturx.carried_by(words) else b""
    return Printed(to_pdf(to_html(words), _attached(words, xml)), xml)


def to_html(words: dict[str, Any]) -> str:
    """The page, in the language of documents.

    `words` are those of `pdf.words_of`; with `is_pro_forma`, it shows no way to pay.
    """
    is_pro_forma = words.get("is_pro_forma", False)
    is_claim = words["kind"] in CLAIMS and words["total"] > ZERO and not is_pro_forma
    with wording.documents_language():
        return render_to_string(
            TEMPLATE,
            words
            | {
                "kind_label": DocumentKind(words["kind"]).label,
                "is_claim": is_claim,
                "is_pro_forma": is_pro_forma,
                "is_invoice": words["kind"] == DocumentKind.INVOICE,
                "is_credit_note": words["kind"] == DocumentKind.CREDIT_NOTE,
                "language": wording.LANGUAGE,
                "payment_reference": payment_reference(words),
                "iban": printed_iban(words["issuer"].get("iban", "")),
                "qr": qr_code(words) if is_claim else "",
                "vat": _vat(words["lines"]),
            },
        )


def to_pdf(html: str, attached: pdf.Attached | None = None) -> bytes:
    """The bytes of the PDF, for the archives (PDF/A): the same HTML gives the same bytes.

    `attached` is the electronic invoice to put inside, None for none.
    """
    return pdf.to_pdf(html, STYLE, attached=attached, **pdf.ARCHIVE)


def _attached(words: dict[str, Any], xml: bytes) -> pdf.Attached | None:
    if not xml:
        return None
    name, rdf = facturx.FILE_NAME, facturx.description()
    return pdf.Attached(name, xml, "Factur-X", words["issued_on"], rdf)


def _for_machines(words: dict[str, Any]) -> dict[str, str]:
    """The words that the electronic invoice needs beside the frozen ones."""
    with wording.documents_language():
        credited = _("This amount is on your account: it pays what you owe, the oldest first.")
    return {"payment_reference": payment_reference(words), "credited_words": credited}


def _vat(lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The VAT that the page shows: each line without VAT, and the sums; None when no line bears VAT."""
    taxed = [(line["vat_rate"], line["amount"]) for line in lines]
    if not any(rate for rate, _amount in taxed):
        return None
    sums = vat.by_rate(taxed)
    return {
        "lines": [
            line | {"net": net, "net_price": vat.net_price(line["unit_price"], line["vat_rate"])}
            for line, net in zip(lines, vat.nets(taxed), strict=True)
        ],
        "rates": [rate_sum for rate_sum in sums if rate_sum.rate],
        "net": total(rate_sum.net for rate_sum in sums),
        "rounding": total(rate_sum.rounding for rate_sum in sums),
    }


def payment_reference(words: dict[str, Any]) -> str:
    """The reference that a transfer should bear: the member's stable reference, then the document's number."""
    return f"{words['recipient'].get('reference', '')} {words['number']}".strip()


def printed_iban(iban: str) -> str:
    """An IBAN in groups of four; empty when it is not valid."""
    number = read_iban(iban)
    return number.formatted if number.is_valid else ""


def qr_code(words: dict[str, Any]) -> str:
    """The European Payments Council's QR code for the transfer, as SVG; empty without a valid IBAN."""
    issuer = words["issuer"]
    account = read_iban(issuer.get("iban", ""))
    if not account.is_valid:
        return ""
    code = segno.helpers.make_epc_qr(
        name=issuer["name"][:EPC_NAME_LENGTH],
        iban=account.compact,
        bic=issuer.get("bic", "").replace(" ", "") or None,
        amount=words["total"],
        text=payment_reference(words),
        encoding="utf-8",
    )
    return str(code.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None))
