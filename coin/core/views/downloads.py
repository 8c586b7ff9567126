"""Files that a page makes when it is asked for."""

from django.http import HttpResponse

from coin.core.downloads import send


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to keep: no shared cache keeps it, and it is never taken for anything else."""
    return send(content, name=name, content_type="application/pdf")
