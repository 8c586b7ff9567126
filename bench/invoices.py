"""A thousand invoices issued: numbered, entered in the accounts, made electronic, then printed.

PDFs: coin's run (words read, page and QR code made, XML made and attached, files written and hashed, rows recorded)
over WeasyPrint alone, which prints the same HTML to the same kind of PDF (PDF/A-3b with tags, nothing attached) in as
many processes. Numbers, entries and XML: milliseconds a document, each shown as a multiple of its floor (numbers: the
rows that must be locked and written, each document in its transaction; entries: the documents read; XML: the same XML
parsed and written by lxml).
"""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import DATABASES, Result, compare, on_database

if TYPE_CHECKING:
    from coin.billing.models import Document

INVOICES, LINES, PROCESSES, ROUNDS = 1000, 6, 2, 3
MILLISECONDS = 10.0
MONTH = {"period_start": date(2026, 10, 1), "period_end": date(2026, 11, 1)}


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure_facts)
    yield from on_database("sqlite", measure_pdfs)


def measure_facts(kind: str) -> Iterator[Result]:
    """What each document costs without its PDF: its three parts, then their sum."""
    from coin.billing.accounts import services as accounts
    from coin.billing.documents.issuing import issue_many

    drafts = make_drafts()
    parts = [
        once(
            f"number and freeze, {kind}",
            lambda: issue_many(drafts, actor=None),
            lambda: write_rows(drafts),
        ),
        once(f"entries, {kind}", accounts.post, read_documents),
        electronic(kind),
    ]
    yield from parts
    value, floor = (sum(getattr(part, name) for part in parts) for name in ("value", "floor"))
    yield held(Result(f"number, entries, Factur-X, {kind}", value, floor, "ms", 0))


def once(name: str, value: Callable[[], object], floor: Callable[[], object]) -> Result:
    """Milliseconds a document for an act that can be done only once: a document is numbered and entered once."""
    return each(compare(name, value, floor, goal=0, rounds=1, warm_up=0))


def each(whole: Result) -> Result:
    """The same figure for one document."""
    return held(replace(whole, value=whole.value / INVOICES, floor=whole.floor / INVOICES))


def held(result: Result) -> Result:
    """The figure with its goal: how many floors make 10 ms."""
    return replace(result, goal=round(MILLISECONDS / result.floor, 1))


def write_rows(drafts: "list[Document]") -> None:
    """The least that a number costs: lock a member and a counter, write a document and a row of the journal."""
    from django.db import transaction
    from django.utils import timezone

    from coin.billing.models import Document
    from coin.core import counters
    from coin.core.models import AuditEntry
    from coin.members.models import Member

    for draft in drafts:
        with transaction.atomic():
            Member.objects.select_for_update().get(pk=draft.member_id)
            counters.next_number("bench")
            Document.objects.filter(pk=draft.pk).update(recipient=draft.recipient)
            AuditEntry.objects.create(
                at=timezone.now(), action="bench", subject_type="bench", subject_id=draft.pk
            )


def read_documents() -> "list[Document]":
    from coin.billing.models import Document

    return list(Document.objects.select_related("member").prefetch_related("lines"))


def electronic(kind: str) -> Result:
    """The XML of each document, made and validated against its schema."""
    from lxml import etree

    from coin.billing.documents import facturx, pdf, pdf_page

    wordings = [pdf.words_of(document) for document in read_documents()]
    full_wordings = [wording | pdf_page._for_machines(wording) for wording in wordings]
    xml_files = [facturx.to_xml(wording) for wording in full_wordings]
    return each(
        compare(
            f"Factur-X, {kind}",
            lambda: [facturx.to_xml(wording) for wording in full_wordings],
            lambda: [etree.tostring(etree.fromstring(xml)) for xml in xml_files],
            goal=0,
            rounds=ROUNDS,
            warm_up=0,
        )
    )


def measure_pdfs(kind: str) -> Iterator[Result]:
    """What coin does for the PDFs of a run, against printing ready pages and dropping the result."""
    from coin.billing.documents import pdf, pdf_page
    from coin.billing.documents.issuing import issue_many

    pks = [document.pk for document in issue_many(make_drafts(), actor=None).issued]
    pages = [pdf_page.to_html(pdf.words_of(document)) for document in read_documents()]
    yield compare(
        f"{INVOICES} PDFs in {PROCESSES} processes",
        lambda: pdf.render(pks, processes=PROCESSES),
        lambda: _bare(pages, str(pdf_page.STYLE)),
        goal=1.25,
        rounds=ROUNDS,
        warm_up=0,
        unit="s",
        before=lambda: _forget(pks),
    )


def _bare(pages: list[str], style: str) -> None:
    """The floor: WeasyPrint alone, in as many new processes, each with one font configuration."""
    pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
    with pool:
        sizes = list(pool.map(_print, pages, [style] * len(pages), chunksize=4))
    assert len(sizes) == INVOICES and min(sizes) > 0


def _print(page: str, style: str) -> int:
    from weasyprint import HTML

    fonts, sheet = _fonts(style)
    options = {"pdf_variant": "pdf/a-3b", "pdf_tags": True}
    return len(HTML(string=page).write_pdf(stylesheets=[sheet], font_config=fonts, **options))


@cache
def _fonts(style: str) -> tuple[Any, Any]:
    import logging

    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    logging.disable(logging.INFO)
    fonts = FontConfiguration()
    return fonts, CSS(filename=style, font_config=fonts)


def _forget(pks: list[int]) -> None:
    """Forget the printed PDFs. The guards let nobody take a PDF back, so this bench alone lifts their triggers."""
    from django.conf import settings
    from django.db import connection

    from coin.billing.models import Document
    from coin.core.guards import lifted

    with lifted(connection):
        Document.objects.filter(pk__in=pks).update(pdf="", pdf_sha256="", xml="", xml_sha256="")
    for path in Path(settings.MEDIA_ROOT).glob("documents/*/*"):
        path.unlink()


def make_drafts() -> "list[Document]":
    """Draft invoices of a few lines each, for an association with an IBAN."""
    from coin.billing.models import Document, Line
    from coin.core.models import Association
    from coin.members.models import Member

    association = Association.current()
    association.name, association.street = "Les Ondes libres", "12 montée des Grands-Pins"
    association.postal_code, association.city = "69005", "Lyon"
    association.siren, association.iban = "123456782", "FR7630006000011234567890189"
    association.save()
    drafts = []
    for number in range(1, INVOICES + 1):
        member = Member.objects.create(
            number=number,
            first_name="Camille",
            last_name=f"Martin {number}",
            street="3 rue des Lilas",
            postal_code="69001",
            city="Lyon",
        )
        draft = Document.objects.create(kind="invoice", member=member, **MONTH)
        Line.objects.bulk_create(
            Line(
                document=draft,
                position=position,
                label=f"Ligne ADSL n°{position}, octobre 2026",
                unit_price=Decimal("28.00"),
                amount=Decimal("28.00"),
                **MONTH,
            )
            for position in range(LINES)
        )
        drafts.append(draft)
    return drafts
