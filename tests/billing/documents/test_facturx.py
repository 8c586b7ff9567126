"""The electronic invoice: inside the PDF, held to its schema and to the official rules, true to the document."""

import hashlib
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import facturx as library
import pypdf
import pytest
from lxml import etree

from coin.billing.accounts import retention
from coin.billing.documents import facturx, pdf, pdf_page
from coin.billing.documents.issuing import cancel, issue
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Document, Line
from coin.core import guards
from coin.core.models import Association
from coin.core.models.association import VatRegime
from coin.members.models import Member
from tests.billing.documents import schematron
from tests.factories import (
    DocumentFactory,
    MemberFactory,
    OfferFactory,
    SubscriptionFactory,
    VatPeriodFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
Words = dict[str, Any]


@pytest.fixture
def numbered(association: Association) -> Association:
    association.vat_number = "FR83123456782"
    association.rna = "W691234567"
    association.email, association.phone = "bureau@ondes.example", "+33 4 00 00 00 00"
    association.save()
    return association


def draft(member: Member, *lines: Words) -> Document:
    document: Document = DocumentFactory.create(member=member, lines=False)
    for position, line in enumerate(lines, start=1):
        words = {
            "label": f"Ligne {position} : VPN & accès <fibre>",
            "quantity": 1,
            "unit_price": Decimal(line["amount"]),
            "period_start": date(2026, 11, 1),
            "period_end": date(2026, 12, 1),
        }
        amount = Decimal(line["amount"])
        Line.objects.create(
            document=document, position=position, **(words | line | {"amount": amount})
        )
    return document


def one_line(member: Member) -> Document:
    subscription = SubscriptionFactory.create(member=member)
    return draft(member, {"amount": "32.00", "subscription": subscription})


def pro_rata(member: Member) -> Document:
    part = {"quantity": Decimal("0.5333"), "unit_price": Decimal("28.00"), "amount": "14.93"}
    return draft(member, part)


def several(member: Member) -> Document:
    reduced = SubscriptionFactory.create(
        member=member, offer=OfferFactory.create(vat_rate=Decimal("5.5"))
    )
    free = SubscriptionFactory.create(member=member, offer=OfferFactory.create(vat_rate=0))
    return draft(
        member,
        {"amount": "0.03"},
        {"amount": "11.11"},
        {"amount": "11.11", "subscription": reduced},
        {"amount": "60.00", "item": LineItem.DEPOSIT},
        {"amount": "7.00", "subscription": free},
    )


def negative(member: Member) -> Document:
    return draft(
        member,
        {"amount": "32.00"},
        {"amount": "-8.00"},
        {"amount": "-4.50", "quantity": Decimal("-0.75"), "unit_price": Decimal("6.00")},
    )


def words_of(document: Document) -> Words:
    return pdf.words_of(issue(document, actor=None))


def sums_of(xml: bytes) -> dict[str, Decimal]:
    tree = etree.fromstring(xml)
    [node] = tree.iter("{*}SpecifiedTradeSettlementHeaderMonetarySummation")
    return {etree.QName(child).localname: Decimal(child.text) for child in node}


@pytest.mark.parametrize("regime", list(VatRegime))
@pytest.mark.parametrize("make", [one_line, pro_rata, several, negative])
def test_the_official_rules_hold(
    alice: Member,
    numbered: Association,
    regime: VatRegime,
    make: Callable[[Member], Document],
) -> None:
    VatPeriodFactory.create(regime=regime)
    document = issue(make(alice), actor=None)
    note = cancel(document, actor=None)
    for issued in (document, note):
        xml = pdf_page.make(pdf.words_of(issued)).xml
        assert library.xml_check_xsd(xml, flavor="factur-x", level="en16931")
        for rules in schematron.RULES:
            assert not schematron.failures(xml, rules)
        sums = sums_of(xml)
        assert sums["DuePayableAmount"] == abs(issued.total)
        assert sums["TaxTotalAmount"] == abs(issued.vat_total)


def test_the_official_rules_see_a_wrong_sum(alice: Member, numbered: Association) -> None:
    xml = pdf_page.make(words_of(one_line(alice))).xml
    wrong = xml.replace(b"<ram:DuePayableAmount>32.00", b"<ram:DuePayableAmount>31.00")
    without_mention = xml.replace(b">PMT<", b">AAI<")
    assert "BR-CO-16" in schematron.failures(wrong, "EN 16931")[0]
    assert "BR-FR-05" in schematron.failures(without_mention, "BR-FR")[0]


def test_an_organisation_is_named_by_its_number(numbered: Association) -> None:
    member = MemberFactory.create(
        kind="organisation", organisation_name="Le Fournil & fils", siren="732829320"
    )
    words = words_of(one_line(member))
    xml = pdf_page.make(words).xml
    for rules in schematron.RULES:
        assert not schematron.failures(xml, rules)
    assert b"732829320" in xml and numbered.late_penalty.encode() in xml


@pytest.mark.parametrize(
    "change", [{"siren": ""}, {"iban": "", "bic": ""}, {"email": "", "phone": ""}]
)
def test_a_small_association_lacks_some(
    alice: Member, numbered: Association, change: dict[str, str]
) -> None:
    Association.objects.update(**change)
    xml = pdf_page.make(words_of(one_line(alice))).xml
    assert not schematron.failures(xml, "EN 16931")


def test_a_member_without_mail_nor_street(numbered: Association) -> None:
    member = MemberFactory.create(email="", street="", country="Belgique")
    xml = pdf_page.make(words_of(one_line(member))).xml
    assert not schematron.failures(xml, "EN 16931") and b"<ram:CountryID>BE<" in xml


def test_the_pdf_holds_the_xml(alice: Member, numbered: Association, files: Path) -> None:
    document = issue(one_line(alice), actor=None)
    assert pdf.render([document.pk], processes=1) == 1
    document.refresh_from_db()
    content = Path(document.pdf.path).read_bytes()
    name, xml = library.get_facturx_xml_from_pdf(content, check_xsd=True)
    assert name == "factur-x.xml" and xml == Path(document.xml.path).read_bytes()
    assert hashlib.sha256(xml).hexdigest() == document.xml_sha256
    assert document.xml.name == "documents/2026/F2026-00001.xml"
    assert library.get_level(etree.fromstring(xml)) == "en16931"


def test_the_pdf_is_for_archives_and_for_those_who_listen(
    alice: Member, numbered: Association
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_page.make(words_of(one_line(alice))).pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"] == "fr"
    assert root["/OutputIntents"] and "/ID" in reader.trailer
    [attached] = root["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Alternative"
    assert attached.get_object()["/EF"]["/F"].get_object()["/Subtype"] == "/text/xml"
    metadata = etree.fromstring(root["/Metadata"].get_data().split(b"?>", 1)[1].rsplit(b"<?", 1)[0])
    assert len(list(metadata.iter("{*}RDF"))) == 1
    fx = {
        etree.QName(element).localname: element.text
        for element in metadata.iter()
        if isinstance(element.tag, str) and element.tag.startswith("{" + facturx.NAMESPACE)
    }
    assert fx == {name: value for name, (value, _why) in facturx.PROPERTIES.items()}
    [part] = [
        value
        for element in metadata.iter()
        for name, value in element.attrib.items()
        if name == "{http://www.aiim.org/pdfa/ns/id/}part"
    ]
    assert part == "3"


def test_the_xml_goes_with_the_words_of_an_old_document(
    alice: Member,
    numbered: Association,
    files: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    document = issue(one_line(alice), actor=None)
    pdf.render([document.pk], processes=1)
    assert len(list(files.glob("documents/2026/*"))) == 2
    with django_capture_on_commit_callbacks(execute=True), guards.retention():
        retention.erase_documents(Document.objects.issued())
    document.refresh_from_db()
    assert not document.xml and not document.xml_sha256 and not document.pdf
    assert not list(files.glob("documents/2026/*"))


@pytest.mark.parametrize("kind", [DocumentKind.DUES_CALL, DocumentKind.GIFT])
def test_dues_and_gifts_are_archived_without_an_invoice(
    alice: Member, association: Association, files: Path, kind: DocumentKind
) -> None:
    document = issue(DocumentFactory.create(member=alice, kind=kind), actor=None)
    note = cancel(document, actor=None)
    pdf.render([document.pk, note.pk], processes=1)
    for issued in Document.objects.issued():
        assert issued.pdf and not issued.xml and not issued.xml_sha256
        root: Any = pypdf.PdfReader(issued.pdf.path).trailer["/Root"]
        assert "/AF" not in root and root["/OutputIntents"] and root["/MarkInfo"]["/Marked"]


def test_what_does_not_hold_is_not_stored_and_keeps_nothing_else_back(
    alice: Member, numbered: Association, files: Path
) -> None:
    # A control character cannot stand in XML: no service lets one in, but an import might have.
    broken = issue(draft(alice, {"amount": "8.00", "label": "VPN \x0b"}), actor=None)
    sound = issue(one_line(alice), actor=None)
    with pytest.raises(pdf.RenderingStopped) as refusal:
        pdf.render([broken.pk, sound.pk], processes=1)
    assert str(broken.number) in str(refusal.value)
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert sound.xml and not broken.pdf and not broken.xml
    assert [path.stem for path in files.glob("documents/2026/*")].count(str(broken.number)) == 0


def test_the_page_shows_the_vat(alice: Member, numbered: Association) -> None:
    VatPeriodFactory.create()
    words = words_of(several(alice))
    reader = pypdf.PdfReader(io.BytesIO(pdf_page.make(words).pdf))
    text = " ".join(reader.pages[0].extract_text().split()).replace("\xa0", " ")
    for expected in ("TVA FR83123456782", "20 %", "5,5 %", "89,25 €", "Dépôt de garantie"):
        assert expected in text
