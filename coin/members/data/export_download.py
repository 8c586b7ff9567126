"""The copy of a member's data, as the portal and the office show it and send it."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from coin.core import downloads
from coin.core.errors import DomainError
from coin.members.data import exports
from coin.members.models import DataExport


def about(export: DataExport | None) -> dict[str, Any]:
    """The variables of the pages about a copy (None: none was asked for): itself, and whether it can be downloaded."""
    return {"export": export, "is_there": bool(export and exports.is_there(export))}


def download(export: DataExport, request: Any) -> HttpResponseBase:
    """The zip as a response that no shared cache keeps; the download is journaled. Raises Http404 once it is gone."""
    try:
        exports.record_taken(export, actor=request.user)
        name = f"coin-{export.member.number}-{export.ready_at:%Y-%m-%d}.zip"
        return downloads.download(export.file, name=name, content_type="application/zip")
    except (DomainError, Http404) as error:
        raise Http404(_("This copy is gone: ask for another one.")) from error
