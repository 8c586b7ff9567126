"""HTML to PDF: no network, no file but our own style sheets; the same words give the same bytes.

WeasyPrint takes a while to load: import this module where a PDF is made, not at the top of a page's module.
"""

import logging
from functools import cache
from pathlib import Path
from typing import Any

# It tells of each of its steps, the first of them while it is imported.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher  # noqa: E402


class NothingFetched(URLFetcher):  # type: ignore[misc]
    """A document holds all it needs, its pictures as `data:`: an address in it, whoever wrote it, is never followed."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        raise ValueError(f"documents fetch nothing: {url[:100]}")


def to_pdf(html: str, style: Path, **options: Any) -> bytes:
    """The bytes of the PDF of a page, in the style of a file of ours. `options` are WeasyPrint's (`pdf_variant`…)."""
    fonts, sheet = _style(style)
    page = HTML(string=html, url_fetcher=NothingFetched())
    content: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts, **options)
    return content


@cache
def _style(path: Path) -> tuple[FontConfiguration, CSS]:
    """One font configuration and one style sheet per process: each new one would cost memory for ever."""
    fonts = FontConfiguration()
    return fonts, CSS(filename=path, font_config=fonts, url_fetcher=NothingFetched())
