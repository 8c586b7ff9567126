"""The association's logo: a picture that can be printed, or none; never a file that runs a script or fetches."""

import io
import logging

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from coin.billing.documents import letterhead
from coin.billing.documents.pdf_page import STYLE
from coin.core import pdf as core_pdf
from coin.core import pictures
from coin.core.errors import InvalidInput
from coin.core.models import Association

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
)


def picture(kind: str, mode: str = "RGB", side: int = 20) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (side, side)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (SVG, "image/svg+xml"),
        (b'<?xml version="1.0"?>\n' + SVG, "image/svg+xml"),
        (picture("PNG"), "image/png"),
        (picture("PNG", "RGBA"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("JPEG", "CMYK"), ""),
        (picture("PNG", side=2001), ""),
        (picture("PNG")[:60], ""),
        (picture("GIF"), ""),
        (b"", ""),
        (b"%PDF-1.7", ""),
        (b"<html><svg></svg></html>", ""),
        (SVG[:-6], ""),
        (SVG.replace(b"<circle", b"<script>alert(1)</script><circle"), ""),
        (SVG.replace(b"<circle", b'<circle onload="alert(1)"'), ""),
        (SVG.replace(b"<circle", b'<image href="http://127.0.0.1/a.png"/><circle'), ""),
        (SVG.replace(b"<circle", b'<image href="file:///etc/passwd"/><circle'), ""),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, ""),
    ],
)
def test_what_is_a_logo(content: bytes, found: str) -> None:
    assert pictures.content_type(content) == found


def test_a_picture_that_is_too_heavy_or_none_is_refused() -> None:
    for content in (SVG + b" " * pictures.LARGEST, b"GIF89a"):
        with pytest.raises(InvalidInput) as refusal:
            pictures.check(content, field="logo")
        assert refusal.value.field == "logo"


def test_a_logo_is_printed(
    association: Association, files: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert letterhead.logo(association) == ""
    for content in (SVG, picture("PNG", "RGBA")):
        association.logo.save("logo", ContentFile(content))
        address = letterhead.logo(association)
        assert address.startswith("data:image/")
        with caplog.at_level(logging.WARNING):
            assert core_pdf.to_pdf(f'<img src="{address}" alt="Logo">', STYLE)
        assert not caplog.records


def test_a_logo_that_is_gone_or_spoilt_is_left_out(association: Association, files: object) -> None:
    association.logo.save("logo.png", ContentFile(picture("PNG")[:50]))
    assert letterhead.logo(association) == ""
    association.logo.delete(save=False)
    association.logo = "association/gone.png"
    assert letterhead.logo(association) == ""


def test_the_frozen_copy_says_who_issues(association: Association) -> None:
    copy = letterhead.frozen(association)
    assert copy["name"] == "Les Ondes libres" and copy["siren"] == "123456782"
    assert {"vat_number", "document_words", "accent", "iban"} <= set(copy)
