"""A documents run: 200 PDFs with lines, QR code, files and records, against bare WeasyPrint of the same pages."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import Result, compare, on_database

if TYPE_CHECKING:
    from coin.billing.models import Document

DOCUMENTS, LINES, PROCESSES, ROUNDS = 200, 6, 2, 3


def run() -> Iterator[Result]:
    yield from on_database("sqlite", measure)


def measure(kind: str) -> Iterator[Result]:
    """What coin does for a run (read, print, write, hash, record) against printing ready pages and dropping them."""
    from coin.billing import pdf, pdf_page
    from coin.billing.models import Document

    pks = [document.pk for document in _documents()]
    rows = Document.objects.filter(pk__in=pks).select_related("corrects").prefetch_related("lines")
    pages = [pdf_page.to_html(pdf.words_of(document)) for document in rows]
    yield compare(
        f"documents run of {DOCUMENTS} PDFs, {PROCESSES} processes",
        lambda: pdf.render(pks, processes=PROCESSES),
        lambda: _bare(pages, str(pdf_page.STYLE)),
        goal=1.3,
        rounds=ROUNDS,
        warm_up=0,
        unit="s",
        before=lambda: _forget(pks),
    )


def _bare(pages: list[str], style: str) -> None:
    """The floor: WeasyPrint alone, in as many new processes, with one font configuration in each."""
    pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
    with pool:
        sizes = list(pool.map(_print, pages, [style] * len(pages), chunksize=4))
    assert len(sizes) == DOCUMENTS and min(sizes) > 0


def _print(page: str, style: str) -> int:
    from weasyprint import HTML

    fonts, sheet = _fonts(style)
    return len(HTML(string=page).write_pdf(stylesheets=[sheet], font_config=fonts))


@cache
def _fonts(style: str) -> tuple[Any, Any]:
    import logging

    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    logging.disable(logging.INFO)
    fonts = FontConfiguration()
    return fonts, CSS(filename=style, font_config=fonts)


def _forget(pks: list[int]) -> None:
    """As if nothing was printed: the guard lets nobody take a PDF back, so the trigger goes for this bench alone."""
    from django.conf import settings
    from django.db import connection

    from coin.billing.models import Document
    from coin.core.guards import lifted

    with lifted(connection):
        Document.objects.filter(pk__in=pks).update(pdf="", pdf_sha256="")
    for path in Path(settings.MEDIA_ROOT).glob("documents/*/*.pdf"):
        path.unlink()


def _documents() -> "list[Document]":
    """Issued invoices of a few lines each, of one association with an IBAN."""
    from coin.billing import services
    from coin.billing.models import Document, Line
    from coin.core.models import Association
    from coin.members.models import Member

    association = Association.current()
    association.name, association.street = "Les Ondes libres", "12 montée des Grands-Pins"
    association.postal_code, association.city = "69005", "Lyon"
    association.siren, association.iban = "123456782", "FR7630006000011234567890189"
    association.save()
    month = {"period_start": date(2026, 10, 1), "period_end": date(2026, 11, 1)}
    made = []
    for number in range(1, DOCUMENTS + 1):
        member = Member.objects.create(
            number=number,
            first_name="Camille",
            last_name=f"Martin {number}",
            street="3 rue des Lilas",
            postal_code="69001",
            city="Lyon",
        )
        draft = Document.objects.create(kind="invoice", member=member, **month)
        Line.objects.bulk_create(
            Line(
                document=draft,
                position=position,
                label=f"Ligne ADSL n°{position}, octobre 2026",
                unit_price=Decimal("28.00"),
                amount=Decimal("28.00"),
                **month,
            )
            for position in range(LINES)
        )
        made.append(draft)
    return services.issue_many(made, actor=None).issued
