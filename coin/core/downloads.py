"""Stored files as downloads: never shown in the page, never kept by a cache, never guessed to be another type."""

from typing import TypeVar

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

Response = TypeVar("Response", bound=HttpResponseBase)


def download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """A stored file under the name people know it by. Raises Http404 when it is no longer on the disk."""
    try:
        content = file.open("rb")
    except (OSError, ValueError) as error:  # ValueError: the field names no file
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    return _kept_by_nobody(response)


def send(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A download of bytes that are stored nowhere."""
    disposition = content_disposition_header(True, name)
    headers = {"Content-Disposition": disposition}
    return _kept_by_nobody(HttpResponse(content, content_type=content_type, headers=headers))


def _kept_by_nobody(response: Response) -> Response:
    # A browser that guesses a type could take an uploaded file for a page of coin, and run its scripts.
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
