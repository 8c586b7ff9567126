"""Files that are made at the moment they are asked for."""

from django.http import HttpResponse

from coin.core.downloads import send


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF as a download: no cache keeps it, and no browser takes it for another type."""
    return send(content, name=name, content_type="application/pdf")
