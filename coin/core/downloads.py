"""Stored files as downloads: never shown in the page, never kept by a cache, never guessed to be another type."""

import io

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """A stored file under the name people know it by. Raises Http404 when it is no longer on the disk."""
    try:
        content = file.open("rb")
    except (OSError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    return _kept_by_nobody(response)


def send(content: bytes, *, name: str, content_type: str) -> FileResponse:
    """The same of bytes that are stored nowhere."""
    file = io.BytesIO(content)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    return _kept_by_nobody(response)


def _kept_by_nobody(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
