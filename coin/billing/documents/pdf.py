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

CHUNK = 100  # documents read from the database at once
TOGETHER = 4  # documents that a process takes at once
STALE_SECONDS = 3600  # a younger half-written file may belong to a run that goes on

Job = tuple[int, dict[str, Any], str]
Made = tuple[int, str, str]
Maker = Callable[[list[Job]], Iterable[Made]]


class RenderingStopped(DomainError):
    """Some PDFs were not made. Those that were made are recorded, and running again makes the others."""


def render(
    document_pks: Iterable[int],
    *,
    processes: int,
    progress: Callable[[], object] | None = None,
) -> int:
    """Make the PDF of each of these documents that is issued and has none; returns how many were made.

    `processes` work in parallel; when it is 1, this process does the work. `progress` is called after each PDF. A
    document whose words were erased gets no PDF again. Raises RenderingStopped when a process dies, the disk refuses
    a file, or an electronic invoice is not valid.
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
    """The path of the PDF of an issued document, below MEDIA_ROOT."""
    assert document.issued_on and document.number
    return f"documents/{document.issued_on.year}/{document.number}.pdf"


def words_of(document: Document, logo: str = "") -> dict[str, Any]:
    """All that the page says, in plain values only, since these words travel to another process.

    `logo` is a `data:` address, or empty.
    """
    return words_of_lines(document, list(document.lines.all()), logo)


def words_of_lines(document: Document, lines: Sequence[Line], logo: str) -> dict[str, Any]:
    """The words of a document with the lines at hand, saved or not."""
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
    recorded = 0
    wrong = ""
    _sweep(Path(settings.MEDIA_ROOT) / "documents")
    for document, pdf_sha256, xml_sha256 in _made(todo, maker):
        if not pdf_sha256:
            # The worker then gives the reason in place of the XML's SHA-256. The other documents go on.
            wrong = wrong or f"{document.number}: {xml_sha256}"
            continue
        _record(document, pdf_sha256, xml_sha256)
        recorded += 1
        if progress:
            progress()
    if wrong:
        words = {"document": wrong}
        sentence = _(
            "An electronic invoice that does not hold to its schema is not stored. %(document)s"
        )
        raise RenderingStopped(sentence % words)
    return recorded


def _made(todo: list[int], maker: Maker) -> Iterator[tuple[Document, str, str]]:
    """Each document with the SHA-256 of its PDF and of its XML, as `pdf_worker.make` returns them.

    A document whose electronic invoice is not valid comes with an empty SHA-256 and the reason. The next chunk is
    handed to the processes before the results of the last one are read, so that they never wait.
    """
    logo = letterhead.logo(Association.current())
    handed_over: deque[tuple[dict[int, Document], Iterable[Made]]] = deque()
    for chunk in _chunks(todo):
        rows = Document.objects.filter(pk__in=chunk).select_related("corrects")
        documents = {document.pk: document for document in rows.prefetch_related("lines")}
        handed_over.append((documents, maker([_job(documents[pk], logo) for pk in chunk])))
        if len(handed_over) > 1:
            yield from _of(*handed_over.popleft())
    while handed_over:
        yield from _of(*handed_over.popleft())


def _of(
    documents: dict[int, Document], results: Iterable[Made]
) -> Iterator[tuple[Document, str, str]]:
    for pk, pdf_sha256, xml_sha256 in results:
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
    """Give the function that turns jobs into files, in a pool of new processes, or in this process when it is alone."""
    if processes <= 1:
        yield lambda jobs: map(pdf_worker.make, jobs)
        return
    # New processes, since forked ones would share the database connection of this one.
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
    """Remove the files that a killed run left half-written; they never bear a document's own name.

    A file younger than an hour stays: its run may go on.
    """
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
