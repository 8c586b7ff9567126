"""HTML to PDF: no network, no file but our own style sheets; the same words give the same bytes.

WeasyPrint takes a while to load: import this module where a PDF is made, not at the top of a page's module.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

# WeasyPrint logs each of its steps, the first one while it is imported: this line stands before the import.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Attachment  # noqa: E402
from weasyprint.document import Document  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher  # noqa: E402

# PDF/A-3b (ISO 19005-3) can be read for decades; tags give the order of the page to a screen reader.
ARCHIVE: dict[str, Any] = {"pdf_variant": "pdf/a-3b", "pdf_tags": True}
END_OF_RDF = b"</rdf:RDF>"


class NothingFetched(URLFetcher):  # type: ignore[misc]
    """Fetches nothing but `data:` pictures: a document holds all it needs.

    Any other address in it is never followed: `fetch` raises ValueError.
    """

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        raise ValueError(f"documents fetch nothing: {url[:100]}")


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF that says the same to machines; `rdf` describes it in the PDF's metadata (XMP).

    `day` is written as the day on which the file was made; `relationship` is a word of PDF/A-3.
    """

    name: str
    content: bytes
    description: str
    day: date
    rdf: bytes
    relationship: str = "Alternative"


def to_pdf(html: str, style: Path, *, attached: Attached | None = None, **options: Any) -> bytes:
    """Print an HTML page as a PDF, and return its bytes.

    `style` is the path of a style sheet of ours, `attached` a file to put inside, `options` are WeasyPrint's
    (`pdf_variant`…).
    """
    fonts, sheet = _style(style)
    page = HTML(string=html, url_fetcher=NothingFetched())
    options = {**DEFAULT_OPTIONS, "stylesheets": [sheet], **options}
    document = page.render(font_config=fonts, **options)
    if attached:
        _attach(document, attached)
    content: bytes = document.write_pdf(finisher=_name_files_once, **options)
    return content


def _name_files_once(document: Document, pdf: Any) -> None:
    # WeasyPrint 70 names each associated file of a PDF/A-3 twice: keep the first of each.
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _attach(document: Document, attached: Attached) -> None:
    # The document's day rather than now: the same words must give the same bytes.
    written = datetime.combine(attached.day, time.min)
    document.metadata.attachments.append(
        Attachment(
            string=attached.content,
            name=attached.name,
            description=attached.description,
            created=written,
            modified=written,
            relationship=attached.relationship,
        )
    )
    plain = document.metadata.generate_rdf_metadata

    def described(*args: Any) -> bytes:
        # Inside the one rdf:RDF: readers of XMP refuse a second one, which WeasyPrint's own option would make.
        rdf: bytes = plain(*args)
        return rdf.removesuffix(END_OF_RDF) + attached.rdf + END_OF_RDF

    document.metadata.generate_rdf_metadata = described


@cache
def _style(path: Path) -> tuple[FontConfiguration, CSS]:
    """One font configuration and one style sheet per process: each new one would cost memory for ever."""
    fonts = FontConfiguration()
    return fonts, CSS(filename=path, font_config=fonts, url_fetcher=NothingFetched())
