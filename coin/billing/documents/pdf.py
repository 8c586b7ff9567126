"""PDFs of issued documents, with their electronic invoice: made in parallel processes, recorded here with SHA-256."""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coin.billing.documents import letterhead, pdf_worker
from coin.billing.enums import LineItem
from coin.billing.models import Document, Line
from coin.billing.models.document import ERASED
from coin.core.errors import DomainError
from coin.core.models import Association

CHUNK = 100
TOGETHER = 4  # documents a process takes at once
STALE_SECONDS = 3600

Job = tuple[int, dict[str, Any], str]
Made = tuple[int, str, str]
Maker = Callable[[list[Job]], Iterable[Made]]


class RenderingStopped(DomainError):
    """Not every PDF was made; those that were are recorded, and running again makes the others."""


def render(
    document_pks: Iterable[int],
    *,
    processes: int,
    progress: Callable[[], object] | None = None,
) -> int:
    """Make the PDF of each of these documents that is issued and has none; returns how many were made.

    `progress` is called after each. Raises RenderingStopped when a process dies or the disk refuses.
    """
    pks = sorted(document_pks)
    missing = Document.objects.issued().filter(pdf="").exclude(recipient=ERASED)
    todo = [
        pk
        for chunk in _chunks(pks)
        for pk in missing.filter(pk__in=chunk).order_by("pk").values_list("pk", flat=True)
    ]
    if not todo:
        return 0
    try:
        with _maker(min(processes, len(todo))) as maker:
            return _render(todo, maker, progress)
    except BrokenProcessPool as error:
        raise RenderingStopped(
            _("A process that makes PDFs died. What is made stays: run this again for the others.")
        ) from error
    except OSError as error:
        words = {"folder": settings.MEDIA_ROOT, "reason": error.strerror or error}
        raise RenderingStopped(
            _("PDFs cannot be written in %(folder)s: %(reason)s. Run this again once they can.")
            % words
        ) from error


def path_of(document: Document) -> str:
    """Where the document's PDF goes, below MEDIA_ROOT."""
    assert document.issued_on and document.number
    return f"documents/{document.issued_on.year}/{document.number}.pdf"


def words_of(document: Document, logo: str = "") -> dict[str, Any]:
    """All that the page says, plain values only: it travels to another process."""
    return words_of_lines(document, list(document.lines.all()), logo)


def words_of_lines(document: Document, lines: Sequence[Line], logo: str) -> dict[str, Any]:
    """The same of a document with lines at hand, saved or not."""
    corrected = document.corrects
    return {
        "kind": document.kind,
        "logo": logo,
        "number": document.number,
        "issued_on": document.issued_on,
        "due_on": document.due_on,
        "period_start": document.period_start,
        "period_end": document.period_end,
        "total": document.total,
        "vat_total": document.vat_total,
        "issuer": document.issuer,
        "recipient": document.recipient,
        "corrected_kind": corrected.kind if corrected else "",
        "corrected_number": corrected.number if corrected else "",
        "corrected_on": corrected.issued_on if corrected else None,
        "lines": [_line(line) for line in lines],
        "exemptions": list(
            dict.fromkeys(line.vat_exemption for line in lines if line.vat_exemption)
        ),
    }


def _render(todo: list[int], maker: Maker, progress: Callable[[], object] | None) -> int:
    made = 0
    wrong = ""
    _sweep(Path(settings.MEDIA_ROOT) / "documents")
    for document, pdf_sha256, xml_sha256 in _made(todo, maker):
        if not pdf_sha256:
            wrong = wrong or f"{document.number}: {xml_sha256}"
            continue
        _record(document, pdf_sha256, xml_sha256)
        made += 1
        if progress:
            progress()
    if wrong:
        words = {"document": wrong}
        sentence = _(
            "An electronic invoice that does not hold to its schema is not stored. %(document)s"
        )
        raise RenderingStopped(sentence % words)
    return made


def _made(todo: list[int], maker: Maker) -> Iterator[tuple[Document, str, str]]:
    """Each document with the SHA-256 of its files. The processes are given some more before they have none left."""
    logo = letterhead.logo(Association.current())
    given: deque[tuple[dict[int, Document], Iterable[Made]]] = deque()
    for chunk in _chunks(todo):
        rows = Document.objects.filter(pk__in=chunk).select_related("corrects")
        documents = {document.pk: document for document in rows.prefetch_related("lines")}
        given.append((documents, maker([_job(documents[pk], logo) for pk in chunk])))
        if len(given) > 1:
            yield from _of(*given.popleft())
    while given:
        yield from _of(*given.popleft())


def _of(
    documents: dict[int, Document], made: Iterable[Made]
) -> Iterator[tuple[Document, str, str]]:
    for pk, pdf_sha256, xml_sha256 in made:
        yield documents[pk], pdf_sha256, xml_sha256


def _job(document: Document, logo: str) -> Job:
    path = Path(settings.MEDIA_ROOT) / path_of(document)
    return document.pk, words_of(document, logo), str(path)


def _record(document: Document, pdf_sha256: str, xml_sha256: str) -> None:
    # Another run may have recorded the same bytes meanwhile: then there is nothing to write.
    documents = Document.objects.filter(pk=document.pk, pdf="")
    path = path_of(document)
    xml = str(Path(path).with_suffix(".xml")) if xml_sha256 else ""
    documents.update(pdf=path, pdf_sha256=pdf_sha256, xml=xml, xml_sha256=xml_sha256)


@contextmanager
def _maker(processes: int) -> Iterator[Maker]:
    """What turns jobs into files: a pool of new processes, or this one when one is asked for."""
    if processes <= 1:
        yield lambda jobs: map(pdf_worker.make, jobs)
        return
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=pdf_worker.start,
    )
    try:
        yield lambda jobs: pool.map(pdf_worker.make, jobs, chunksize=TOGETHER)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _sweep(folder: Path) -> None:
    """Remove what a run that was killed left half-written (never under a document's own name)."""
    old = time.time() - STALE_SECONDS
    for part in folder.glob("*/.*.part"):
        if part.stat().st_mtime < old:
            part.unlink(missing_ok=True)


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), CHUNK):
        yield pks[start : start + CHUNK]


def _line(line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "quantity": line.quantity.normalize(),
        "unit_price": line.unit_price,
        "amount": line.amount,
        "vat_rate": line.vat_rate,
        "vat_exemption": line.vat_exemption,
        "is_month": line.item == LineItem.MONTHLY and line.subscription_id is not None,
        "period_start": line.period_start,
        "period_end": line.period_end,
    }
