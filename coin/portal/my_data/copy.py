"""A copy of all that coin holds on the member: asked for here, made by a worker, there to download for a day."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.confirm import ConfirmPage, Preview
from coin.members.data import exports
from coin.members.data.export_download import about, download
from coin.members.enums import ExportState
from coin.members.models import DataExport
from coin.portal.shared.pages import MY_DATA, MemberPage


class MyCopy(MemberPage, ConfirmPage):
    """The page of the copy of one's data: one button asks for it; then the page follows its making and gives the file.

    There is no button while a copy is being made.
    """

    template_name = "portal/my_data/my_copy.html"
    title = gettext_lazy("A copy of my data")
    parent = MY_DATA

    def preview(self) -> Preview:
        sentence = _(
            "All that the association holds on you, in one file: your record, dues, services, addresses, documents, "
            "papers, mails, and what was done to your record."
        )
        last = exports.last_export(self.member)
        if last and last.state == ExportState.WAITING:  # one copy at a time: no button
            return Preview(sentence)
        return Preview(sentence, button=_("Prepare my copy"))

    def do(self, form: Any) -> str:
        exports.ask_export(self.member, actor=self.request.user)
        return reverse("portal:my-copy")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = exports.last_export(self.member)
        return super().get_context_data(**about(last), **kwargs)


class MyCopyState(MemberPage):
    """The part of that page which says how far the copy is. htmx asks for it until the copy is ready."""

    template_name = "portal/my_data/my_copy_state.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return about(exports.last_export(self.member))


class MyCopyFile(MemberPage):
    """Download the file of a copy, for the member's holders of today (those who may do everything for them)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return download(get_object_or_404(DataExport, member=self.member, **kwargs), request)
