"""The type of a file, read from its bytes, among the few types that are kept about members."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from coin.core.errors import InvalidInput

LONGEST_NAME = 150  # of Attachment.name
# Line ends, tabs and form feeds; any other control character is no text.
TEXT_CONTROLS = frozenset("\t\n\r\f")


@dataclass(frozen=True)
class FileType:
    """A type of file: the endings that a name may have (the first is the stored one), and the test of the bytes.

    `label` is for people ("a PDF"); `holds(content)` says whether the bytes are of this type.
    """

    content_type: str
    label: Any
    endings: tuple[str, ...]
    holds: Callable[[bytes], bool]


def clean_name(name: str) -> str:
    """A file's name without folders, control or invisible characters, cut to LONGEST_NAME; its ending is kept."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    path = PurePosixPath(" ".join(seen.split()).lstrip(".") or "file")
    ending = path.suffix[:10]
    return f"{path.stem[: LONGEST_NAME - len(ending)].strip()}{ending}"


def check(name: str, content: bytes) -> FileType:
    """The type of a file, by its name and by its bytes, which must agree. Raises InvalidInput(field="file")."""
    ending = PurePosixPath(name).suffix.lower()
    claimed = next((known_type for known_type in TYPES if ending in known_type.endings), None)
    if claimed is None:
        raise InvalidInput(
            _("Send a PDF, a JPEG or PNG picture, a plain text or an ODT."), field="file"
        )
    if not claimed.holds(content):
        raise InvalidInput(
            _("The name says %(type)s, but what is inside is not, or is damaged.")
            % {"type": claimed.label},
            field="file",
        )
    return claimed


def _looks_like(content: bytes, content_type: str) -> bool:
    try:
        return content_type in {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return False


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and _looks_like(content, "application/pdf")


def _is_picture(kind: str) -> Callable[[bytes], bool]:
    def holds(content: bytes) -> bool:
        if not _looks_like(content, f"image/{kind.lower()}"):
            return False
        try:
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                picture.verify()
        except Exception:  # Pillow raises whatever its decoder meets: each means a damaged file
            return False
        return True

    return holds


def _is_odt(content: bytes) -> bool:
    # An OpenDocument zip holds its type in a file of its own, "mimetype"; only its start is read.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("mimetype") as first:
            return first.read(100) == b"application/vnd.oasis.opendocument.text"
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, ValueError):
        return False


def _is_text(content: bytes) -> bool:
    # Latin-1 decodes any bytes: a text in no known encoding is judged by its control characters alone.
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return not any(
        unicodedata.category(letter) == "Cc" and letter not in TEXT_CONTROLS for letter in text
    )


TYPES = (
    FileType("application/pdf", gettext_lazy("a PDF"), (".pdf",), _is_pdf),
    FileType("image/jpeg", gettext_lazy("a JPEG picture"), (".jpg", ".jpeg"), _is_picture("JPEG")),
    FileType("image/png", gettext_lazy("a PNG picture"), (".png",), _is_picture("PNG")),
    FileType("text/plain", gettext_lazy("a plain text"), (".txt", ".text"), _is_text),
    FileType("application/vnd.oasis.opendocument.text", gettext_lazy("an ODT"), (".odt",), _is_odt),
)
