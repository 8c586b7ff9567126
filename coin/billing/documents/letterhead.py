"""The letterhead of every printed page: the association's name and numbers, its logo, its own words.

`frozen` is written into a document on the day it is issued. The logo is no mention required by law and weighs a lot:
it is read when the page is printed, and stays in the PDF that is stored.
"""

import base64
from functools import lru_cache
from typing import Any

from django.db.models.fields.files import FieldFile

from coin.core import pictures
from coin.core.models import Association

NAMES = (
    "name",
    "shortname",
    "street",
    "postal_code",
    "city",
    "country",
    "siren",
    "rna",
    "vat_number",
    "iban",
    "bic",
    "email",
    "phone",
    "website",
    "accent",
    "document_words",
)


def frozen(association: Association) -> dict[str, Any]:
    """A copy of the association's letterhead, as it is today."""
    return {name: getattr(association, name) for name in NAMES}


def logo(association: Association) -> str:
    """The logo as a `data:` address for a page's `<img src>`; empty without a logo that can be printed."""
    return picture(association.logo)


def picture(stored: FieldFile) -> str:
    """Any picture of the association as a `data:` address; empty when its file is missing or cannot be printed."""
    if not stored.name:
        return ""
    try:
        with stored.storage.open(stored.name) as file:
            # One byte too many is enough to know that the picture is too large.
            content = file.read(pictures.LARGEST + 1)
    except OSError:
        return ""
    return _data_uri(content)


@lru_cache(maxsize=4)
def _data_uri(content: bytes) -> str:
    content_type = pictures.content_type(content) if len(content) <= pictures.LARGEST else ""
    return (
        f"data:{content_type};base64,{base64.b64encode(content).decode()}" if content_type else ""
    )
