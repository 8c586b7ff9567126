"""Requests on personal data (GDPR art. 15 to 20), members kept by duty, and how long data is kept."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.core import retention, retention_job
from coin.core.badges import Badge, badge
from coin.core.models import PeriodicJob
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage, Link, Page, RecordPage
from coin.core.views.sensitive import SensitivePage
from coin.members.capabilities import PERSONAL_DATA, SEE
from coin.members.data import erasure, exports
from coin.members.data.erasure_plan import Planned, erasure_plan
from coin.members.data.export_download import about, download
from coin.members.data.sensitive import ERASE
from coin.members.enums import ErasureState, ExportState
from coin.members.models import DataExport, ErasureRequest, Member
from coin.office import pages_of
from coin.office.data import tables as data_tables


class MemberData(RecordPage[Member]):
    """The page about one member's data: the last copy, what an erasure takes and leaves, the requests to be erased.

    A volunteer does here what the member may ask for, when the member asks by letter.
    """

    of = pages_of.MEMBERS_DATA
    capability = PERSONAL_DATA
    template_name = "office/data/member_data.html"

    def get_title(self) -> str:
        return _("Personal data of %(member)s") % {"member": self.object}

    def get_parent(self) -> Link:
        is_kept = self.object.archived_at
        return pages_of.KEPT.link() if is_kept else pages_of.MEMBERS.link_of(self.object)

    def get_badges(self) -> Sequence[Badge]:
        if self.object.erased_at:
            return [Badge(_("Erased"), "off")]
        return [Badge(_("Archived"), "off")] if self.object.archived_at else []

    def get_actions(self) -> list[Action]:
        number = [self.object.number]
        record = Action(_("See the record"), reverse("office:member", args=number), "id", SEE)
        if self.object.erased_at:
            return [record]
        copy = reverse("office:data-export-new", args=number)
        erase = reverse("office:member-erase", args=number)
        return [
            record,
            Action(_("Prepare a copy"), copy, "download", PERSONAL_DATA),
            Action(_("Erase"), erase, "eraser", PERSONAL_DATA),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = [] if self.object.erased_at else erasure_plan(self.object)
        requests = list(self.object.erasures.select_related("asked_by"))
        return super().get_context_data(
            requests=[(request, badge(ErasureState, request.state)) for request in requests],
            **about(exports.last_export(self.object)),
            **split(plan),
            **kwargs,
        )


def split(plan: list[Planned]) -> dict[str, list[Planned]]:
    """The plan in two: data erased now (`goes`), and data kept for longer (`stays`)."""
    return {
        "goes": [planned for planned in plan if planned.is_now],
        "stays": [planned for planned in plan if not planned.is_now],
    }


class AboutMember(AboutPage[Member]):
    """The base of the pages that do something about one member's data; the member is `object`."""

    of = pages_of.MEMBERS_DATA
    capability = PERSONAL_DATA


class ExportNew(AboutMember, ConfirmPage):
    title = gettext_lazy("Prepare a copy of a member's data")

    def preview(self) -> Preview:
        last = exports.last_export(self.object)
        if last and last.state == ExportState.WAITING:
            return Preview(_("A copy is being made already: it is ready in a moment."))
        sentence = _("All that coin holds on %(member)s, in one file, for 24 hours.")
        return Preview(
            sentence % {"member": self.object},
            button=_("Prepare a copy"),
            warnings=[_("Make sure of who asks, and give it to nobody else.")],
        )

    def do(self, form: Any) -> None:
        exports.ask_export(self.object, actor=self.request.user)


class ExportFile(Page):
    capability = PERSONAL_DATA

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        export = get_object_or_404(
            DataExport.objects.select_related("member"), pk=self.kwargs["pk"]
        )
        return download(export, request)


class MemberErase(AboutMember, SensitivePage):
    """The page that erases a member's data, an act of two people. It first shows what goes and what stays.

    It says why instead of a button when the member cannot be erased now; a 404 once the member is erased.
    """

    act = ERASE
    template_name = "office/data/member_erase.html"
    title = gettext_lazy("Erase a member's data")

    def prepare(self) -> None:
        if self.object.erased_at:
            raise Http404

    def preview(self) -> Preview:
        sentence = erasure.sentence(self.object)
        if reason := erasure.why_not_erased(self.object):
            return Preview(sentence, warnings=[reason])
        warnings = [_("It cannot be undone.")]
        if not self.object.left_on and not self.object.excluded_on:
            warnings.append(_("Their departure is recorded today."))
        return Preview(sentence, button=_("Erase"), warnings=warnings, style="danger")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**split(erasure_plan(self.object)), **kwargs)


class ErasureDecline(AboutPage[ErasureRequest], FormPage):
    of = pages_of.ERASURES
    capability = PERSONAL_DATA
    form_class = data_tables.AnswerForm
    title = gettext_lazy("Decline a request to be erased")
    intro = gettext_lazy("The member reads this answer by mail, and may turn to the CNIL.")
    button = gettext_lazy("Decline")
    done = gettext_lazy("The answer is on its way.")

    def do(self, form: data_tables.AnswerForm) -> None:
        answer = form.cleaned_data["answer"]
        erasure.decline_erasure(self.object, answer=answer, actor=self.request.user)


class Kept(ListPage):
    capability = PERSONAL_DATA
    title = gettext_lazy("Kept by duty")
    subtitle = gettext_lazy("Members who left: they are on no other list, and go by themselves.")
    table_class = data_tables.KeptTable
    filterset_class = data_tables.KeptFilter
    csv_name = "kept-by-duty"
    counted = ngettext_lazy("%(count)s member", "%(count)s members", "count")

    def get_queryset(self) -> QuerySet[Member]:
        # A merged record is no member any more: its number leads to the record that stayed.
        rows = Member.objects.filter(archived_at__isnull=False, erased_at=None, merged_into=None)
        return rows.order_by("left_on", "number")

    def decorate(self, rows: list[Any]) -> None:
        data_tables.put_ends(rows)

    def get_actions(self) -> list[Action]:
        url = reverse("office:retention")
        return [Action(_("How long data is kept"), url, "hourglass", PERSONAL_DATA)]


class Retention(Page):
    """Every rule of retention: its data, its delay here, its text, the rows due today; and when the job last ran."""

    parent = pages_of.KEPT
    capability = PERSONAL_DATA
    template_name = "office/data/retention.html"
    title = gettext_lazy("How long data is kept")
    subtitle = gettext_lazy("Every night, what may no longer be kept is erased.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = retention_job.waiting(timezone.localdate())
        return super().get_context_data(
            rules=[(rule, due[rule.slug]) for rule in retention.rules()],
            total=sum(due[rule.slug] for rule in retention.rules() if rule.erases),
            job=PeriodicJob.objects.filter(name="members.retention").first(),
            **kwargs,
        )
