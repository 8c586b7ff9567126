"""Requests on personal data (GDPR art. 15 to 20), who is kept by duty alone, and how long everything is kept."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core import retention, retention_job
from coin.core.badges import Badge, badge
from coin.core.models import PeriodicJob
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link, Page, RecordPage
from coin.core.views.sensitive import SensitivePage
from coin.members.capabilities import PERSONAL_DATA, SEE
from coin.members.data import erasure, exports
from coin.members.data.erasure_plan import Planned, erasure_plan
from coin.members.data.export_download import about, download
from coin.members.data.sensitive import ERASE
from coin.members.enums import ErasureState, ExportState
from coin.members.models import DataExport, ErasureRequest, Member
from coin.office.data import tables as data_tables


def any_member_or_404(number: int) -> Member:
    """A member, archived or not: who answers for personal data sees them all."""
    member = Member.objects.filter(number=number).first()
    if member is None:
        raise Http404
    return member


class MemberData(RecordPage[Member]):
    """What a member may ask about their data, done here when they ask by letter."""

    capability = PERSONAL_DATA
    template_name = "office/data/member_data.html"

    def get_object(self) -> Member:
        return any_member_or_404(self.kwargs["number"])

    def get_title(self) -> str:
        return _("Personal data of %(member)s") % {"member": self.object}

    def get_parent(self) -> Link:
        if self.object.archived_at:
            return Link(_("Kept by duty"), reverse("office:kept"))
        return Link(str(self.object), reverse("office:member", args=[self.object.number]))

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
            requests=[(one, badge(ErasureState, one.state)) for one in requests],
            **about(exports.last_export(self.object)),
            **split(plan),
            **kwargs,
        )


def split(plan: list[Planned]) -> dict[str, list[Planned]]:
    """What goes now, and what stays."""
    return {
        "goes": [one for one in plan if one.is_now],
        "stays": [one for one in plan if not one.is_now],
    }


class AboutMember(Page):
    """A page that does something about one member's data."""

    capability = PERSONAL_DATA

    @cached_property
    def member(self) -> Member:
        return any_member_or_404(self.kwargs["number"])

    def get_parent(self) -> Link:
        return Link(str(self.member), reverse("office:member-data", args=[self.member.number]))


class ExportNew(AboutMember, ConfirmPage):
    title = gettext_lazy("Prepare a copy of a member's data")

    def preview(self) -> Preview:
        last = exports.last_export(self.member)
        if last and last.state == ExportState.WAITING:
            return Preview(_("A copy is being made already: it is ready in a moment."))
        sentence = _("All that coin holds on %(member)s, in one file, for 24 hours.")
        return Preview(
            sentence % {"member": self.member},
            button=_("Prepare a copy"),
            warnings=[_("Make sure of who asks, and give it to nobody else.")],
        )

    def do(self, form: Any) -> str:
        exports.ask_export(self.member, actor=self.request.user)
        return reverse("office:member-data", args=[self.member.number])


class ExportFile(Page):
    capability = PERSONAL_DATA

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = DataExport.objects.select_related("member").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return download(found, request)


class MemberErase(AboutMember, SensitivePage):
    """Two people do it; what goes and what stays is shown first."""

    act = ERASE
    template_name = "office/data/member_erase.html"
    title = gettext_lazy("Erase a member's data")

    def prepare(self) -> None:
        if self.member.erased_at:
            raise Http404

    def get_subject(self) -> Member:
        return self.member

    def preview(self) -> Preview:
        sentence = erasure.sentence(self.member)
        if reason := erasure.why_not_erased(self.member):
            return Preview(sentence, warnings=[reason])
        warnings = [_("It cannot be undone.")]
        if not self.member.left_on and not self.member.excluded_on:
            warnings.append(_("Their departure is recorded today."))
        return Preview(sentence, button=_("Erase"), warnings=warnings, style="danger")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**split(erasure_plan(self.member)), **kwargs)


class ErasureDecline(FormPage):
    capability = PERSONAL_DATA
    form_class = data_tables.AnswerForm
    title = gettext_lazy("Decline a request to be erased")
    intro = gettext_lazy("The member reads this answer by mail, and may turn to the CNIL.")
    button = gettext_lazy("Decline")
    done = gettext_lazy("The answer is on its way.")
    erasure: ErasureRequest

    def prepare(self) -> None:
        found = ErasureRequest.objects.select_related("member").filter(pk=self.kwargs["pk"])
        request = found.first()
        if request is None:
            raise Http404
        self.erasure = request

    def get_parent(self) -> Link:
        member = self.erasure.member
        return Link(str(member), reverse("office:member-data", args=[member.number]))

    def do(self, form: data_tables.AnswerForm) -> str:
        answer = form.cleaned_data["answer"]
        erasure.decline_erasure(self.erasure, answer=answer, actor=self.request.user)
        return reverse("office:member-data", args=[self.erasure.member.number])


class Kept(ListPage):
    capability = PERSONAL_DATA
    title = gettext_lazy("Kept by duty")
    subtitle = gettext_lazy("Members who left: they are on no other list, and go by themselves.")
    table_class = data_tables.KeptTable
    filterset_class = data_tables.KeptFilter
    csv_name = "kept-by-duty"

    def get_queryset(self) -> QuerySet[Member]:
        rows = Member.objects.filter(archived_at__isnull=False, erased_at=None, merged_into=None)
        return rows.order_by("left_on", "number")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s member", "%(count)s members", count) % {"count": count}

    def decorate(self, rows: list[Any]) -> None:
        data_tables.put_ends(rows)

    def get_actions(self) -> list[Action]:
        url = reverse("office:retention")
        return [Action(_("How long data is kept"), url, "hourglass", PERSONAL_DATA)]


class Retention(Page):
    """Every rule: what, how long here, by which text, how much is due today; when the job last ran."""

    capability = PERSONAL_DATA
    template_name = "office/data/retention.html"
    title = gettext_lazy("How long data is kept")
    subtitle = gettext_lazy("Every night, what may no longer be kept is erased.")

    def get_parent(self) -> Link:
        return Link(_("Kept by duty"), reverse("office:kept"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = retention_job.waiting(timezone.localdate())
        return super().get_context_data(
            rules=[(rule, due[rule.slug]) for rule in retention.rules()],
            total=sum(due[rule.slug] for rule in retention.rules() if rule.erases),
            job=PeriodicJob.objects.filter(name="members.retention").first(),
            **kwargs,
        )
