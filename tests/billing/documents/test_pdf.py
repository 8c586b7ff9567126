"""PDFs: what they say, where they stand, and that only a whole one is ever recorded."""

import hashlib
import logging
import os
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
import time_machine
from django.utils.translation import gettext, override

from coin.billing.documents import pdf, pdf_page, pdf_worker
from coin.billing.documents.issuing import cancel, issue
from coin.billing.models import Document, Line
from coin.core.models import Association
from coin.members.models import Member
from tests.billing.conftest import IBAN
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


def issued(member: Member, total: str = "34.27") -> Document:
    draft = DocumentFactory.create(member=member, total=Decimal(total))
    return issue(draft, actor=None)


def text_of(path: Path) -> str:
    pages = pypdf.PdfReader(path).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_pdf_says_what_the_document_holds(
    alice: Member, association: Association, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    document = issued(alice)
    with caplog.at_level(logging.WARNING):
        assert pdf.render([document.pk], processes=1) == 1
    document.refresh_from_db()
    path = files / "documents" / "2026" / "F2026-00001.pdf"
    assert document.pdf.path == str(path)
    assert document.pdf_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    text = text_of(path)
    for words in (
        "F2026-00001",
        "Alice Durand",
        "3 rue des Lilas",
        "Les Ondes libres",
        "SIREN 123456782",
        "34,27 €",
        "TVA non applicable, art. 293 B du CGI",
        f"{alice.reference} F2026-00001",
        "FR76 3000 6000 0112 3456 7890 189",
        "1 / 1",
    ):
        assert words in text.replace("\xa0", " ")
    # WeasyPrint warned of no missing font and of no wrong style.
    assert not caplog.records


def test_a_credit_note_cites_and_asks_for_nothing(
    alice: Member, association: Association, files: Path
) -> None:
    note = cancel(issued(alice), actor=None)
    pdf.render([note.pk], processes=1)
    note.refresh_from_db()
    text = text_of(Path(note.pdf.path))
    assert "A2026-00001" in text and "F2026-00001" in text and "22 novembre 2026" in text
    assert "-34,27" in text and IBAN[:4] not in text


def test_forty_lines_take_two_pages(alice: Member, association: Association, files: Path) -> None:
    draft = DocumentFactory.create(member=alice, lines=False)
    for number in range(40):
        Line.objects.create(
            document=draft,
            position=number,
            label=f"Line number {number}",
            unit_price=1,
            amount=1,
            period_start=date(2026, 11, 1),
            period_end=date(2026, 12, 1),
        )
    issue(draft, actor=None)
    pdf.render([draft.pk], processes=1)
    draft.refresh_from_db()
    pages = pypdf.PdfReader(draft.pdf.path).pages
    assert len(pages) == 2
    with override("fr"):
        assert all(gettext("Amount") in page.extract_text() for page in pages)
    assert "Line number 39" in pages[1].extract_text()


def test_the_same_document_gives_the_same_bytes(alice: Member, association: Association) -> None:
    words = pdf.words_of(issued(alice))
    first = pdf_page.make(words)
    with time_machine.travel("2027-05-01"):
        assert pdf_page.make(words) == first


def test_a_qr_code_only_for_a_right_iban(alice: Member, association: Association) -> None:
    words = pdf.words_of(issued(alice))
    assert "<svg" in pdf_page.to_html(words)
    words["issuer"]["iban"] = "FR7630006000011234567890180"
    assert "<svg" not in pdf_page.to_html(words)


def test_nothing_is_fetched_and_nothing_is_taken_for_html(
    alice: Member, association: Association, caplog: pytest.LogCaptureFixture
) -> None:
    alice.last_name = '<img src="file:///etc/passwd"><style>@import "http://127.0.0.1/"</style>'
    alice.save()
    html = pdf_page.to_html(pdf.words_of(issued(alice)))
    assert "<img" not in html
    assert pdf_page.to_pdf(html.replace("<main>", '<main><img src="file:///etc/passwd">'))
    assert "documents fetch nothing: file:///etc/passwd" in caplog.text


def test_only_what_is_issued_and_lacks_a_pdf_is_made(
    alice: Member, association: Association, files: Path
) -> None:
    first, second, draft = issued(alice), issued(alice), DocumentFactory.create(member=alice)
    pks = [first.pk, second.pk, draft.pk]
    assert pdf.render([first.pk], processes=1) == 1
    ticks: list[int] = []
    assert pdf.render(pks, processes=1, progress=lambda: ticks.append(1)) == 1 == len(ticks)
    assert pdf.render(pks, processes=1) == 0


def test_a_failed_write_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "F2026-00001.pdf"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        pdf_worker.write(path, b"%PDF")
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_refuses_is_said(alice: Member, association: Association, files: Path) -> None:
    document = issued(alice)
    (files / "documents").write_text("a file where a folder should be")
    with pytest.raises(pdf.RenderingStopped):
        pdf.render([document.pk], processes=1)
    document.refresh_from_db()
    assert not document.pdf


def test_what_a_killed_run_left_is_swept(
    alice: Member, association: Association, files: Path
) -> None:
    folder = files / "documents" / "2026"
    folder.mkdir(parents=True)
    old, fresh = folder / ".F2026-00009.pdf.1.part", folder / ".F2026-00008.pdf.2.part"
    old.write_bytes(b"half")
    fresh.write_bytes(b"half")
    # A recent `.part` may belong to a process still at work: only an old one is swept.
    os.utime(old, (0, 0))
    os.utime(fresh, (time.time(), time.time()))
    pdf.render([issued(alice).pk], processes=1)
    assert not old.exists() and fresh.exists()


def test_parallel_processes_make_the_same(
    alice: Member, association: Association, files: Path
) -> None:
    documents = [issued(alice) for _ in range(3)]
    assert pdf.render([row.pk for row in documents], processes=2) == 3
    for document in Document.objects.issued():
        content = Path(document.pdf.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == document.pdf_sha256
        printed = pdf_page.make(pdf.words_of(document))
        assert content == printed.pdf and Path(document.xml.path).read_bytes() == printed.xml


@pytest.mark.slow  # tests/billing/runs/test_run.py kills one in every run of the tests
def test_a_worker_that_dies_stops_the_run_and_the_next_finishes_it(
    alice: Member, association: Association, files: Path
) -> None:
    documents = [issued(alice) for _ in range(12)]
    pks = [document.pk for document in documents]

    def kill_a_worker() -> None:
        for child in Path("/proc").glob("[0-9]*/stat"):
            fields = child.read_text().rsplit(")", 1)[1].split()
            command = child.with_name("cmdline").read_bytes()
            if int(fields[1]) == os.getpid() and b"spawn_main" in command:
                os.kill(int(child.parent.name), 9)
                return

    with pytest.raises(pdf.RenderingStopped):
        pdf.render(pks, processes=2, progress=kill_a_worker)
    printed = Document.objects.exclude(pdf="").count()
    assert 0 < printed < 12
    assert pdf.render(pks, processes=1) == 12 - printed
    assert len(list(files.glob("documents/2026/*.pdf"))) == 12
