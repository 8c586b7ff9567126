"""Attached papers: their true type is checked, and a row and its file are both kept, or neither is."""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from coin.core.errors import InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import Attachment, Member, User
from coin.members.people.attachments import add_attachment, remove_attachment, sweep_attachments

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(kind: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(content, kind)
    return content.getvalue()


def odt(mimetype: str = "application/vnd.oasis.opendocument.text") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", "<office/>")
    return content.getvalue()


def add(member: Member, name: str, content: bytes, actor: User | None = None) -> Attachment:
    sent = SimpleUploadedFile(name, content, content_type="application/pdf")
    return add_attachment(member, file=sent, kind="joining", actor=actor)


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@transaction.atomic
def then_fail(act: Callable[[], object], media: Path) -> None:
    """Do the act, then fail in the same transaction, as if a later step had gone wrong."""
    act()
    assert len(files(media)) == 1
    raise RuntimeError


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("bulletin.pdf", PDF, "application/pdf"),
        ("PHOTO.JPG", picture("JPEG"), "image/jpeg"),
        ("photo.png", picture("PNG"), "image/png"),
        ("mot.txt", "Élodie dit bonjour\n".encode(), "text/plain"),
        ("vieux.txt", "Élodie".encode("latin-1"), "text/plain"),
        ("statuts.odt", odt(), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_what_is_accepted_is_kept_as_it_is(
    name: str, content: bytes, content_type: str, alice: Member, charlie: User, media: Path
) -> None:
    paper = add(alice, name, content, charlie)
    assert (paper.name, paper.content_type, paper.size) == (name, content_type, len(content))
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    assert (media / str(paper.file.name)).read_bytes() == content
    assert "alice" not in str(paper.file.name).lower() and name not in str(paper.file.name)
    entry = AuditEntry.objects.get(action="members.paper_added")
    assert (entry.actor, entry.member_number) == (charlie, alice.number)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bulletin.pdf", picture("PNG")),
        ("bulletin.pdf", b"<html><script>alert(1)</script></html>"),
        ("photo.png", PDF),
        ("photo.png", picture("JPEG")),
        ("photo.png", picture("PNG")[:40]),
        ("photo.jpg", b"\xff\xd8\xff\xe0 and nothing that follows"),
        ("mot.txt", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("statuts.odt", odt("application/vnd.oasis.opendocument.spreadsheet")),
        ("statuts.odt", PDF),
        ("page.html", b"<html></html>"),
        ("image.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("nothing", PDF),
        ("empty.pdf", b""),
        ("large.txt", b"a" * (10 * 2**20 + 1)),
    ],
)
def test_a_file_that_lies_is_damaged_or_too_large_is_refused_in_words(
    name: str, content: bytes, alice: Member, media: Path
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add(alice, name, content)
    assert refusal.value.field == "file" and str(refusal.value)
    assert not Attachment.objects.exists() and not files(media)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("..\\..\\windows\\mandat.pdf", "mandat.pdf"),
        ("mandat\u202efdp.exe.pdf", "mandatfdp.exe.pdf"),
        ("man\x00dat\n.pdf", "mandat.pdf"),
        ("  .caché.pdf", "caché.pdf"),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(sent: str, kept: str, alice: Member) -> None:
    file = SimpleUploadedFile("x.pdf", PDF)
    paper = add_attachment(alice, file=file, kind="proof", name=sent, actor=None)
    assert paper.name == kept


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_leaves_no_file(alice: Member, media: Path) -> None:
    with pytest.raises(RuntimeError):
        then_fail(lambda: add(alice, "bulletin.pdf", PDF), media)
    assert not files(media) and not Attachment.objects.exists()
    with pytest.raises(InvalidInput):
        add_attachment(alice, file=SimpleUploadedFile("a.pdf", PDF), kind="unknown", actor=None)
    assert not files(media)


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_with_its_row_and_only_once_that_is_sure(alice: Member, media: Path) -> None:
    paper = add(alice, "bulletin.pdf", PDF)
    assert len(files(media)) == 1
    with pytest.raises(RuntimeError):
        then_fail(lambda: remove_attachment(Attachment.objects.get(), actor=None), media)
    assert len(files(media)) == 1 and Attachment.objects.get() == paper
    remove_attachment(paper, actor=None)
    assert not files(media) and not Attachment.objects.exists()
    assert AuditEntry.objects.filter(action="members.paper_removed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_crash_left_is_swept_once_it_is_old(alice: Member, media: Path) -> None:
    paper = add(alice, "bulletin.pdf", PDF)
    folder = (media / str(paper.file.name)).parent
    for name, age in (("old.pdf", 200_000), ("new.pdf", 0)):
        (folder / name).write_bytes(PDF)
        stamp = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (stamp, stamp))
    assert sweep_attachments() == 1
    left = {path.name for path in files(media)}
    assert left == {"new.pdf", Path(str(paper.file.name)).name}
