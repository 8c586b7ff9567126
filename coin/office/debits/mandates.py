"""Mandates of direct debit: the list, one of them, recorded from paper, suspended, revoked."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities
from coin.billing.debits import mandate_sheet, mandates
from coin.billing.enums import MandateState
from coin.billing.models import Mandate
from coin.core.badges import Badge, badge
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.downloads import pdf_response
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link, Page, RecordPage
from coin.members.models import Attachment, Member
from coin.office.debits import forms as debit_forms
from coin.office.debits import tables as debit_tables
from coin.office.members.views import member_link, member_or_404


def mandate_or_404(pk: int) -> Mandate:
    found = Mandate.objects.select_related("member").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def mandate_url(mandate: Mandate) -> str:
    return reverse("office:mandate", args=[mandate.pk])


class MandateList(ListPage):
    capability = capabilities.DEBITS
    title = gettext_lazy("Mandates")
    table_class = debit_tables.MandateTable
    filterset_class = debit_tables.MandateFilter
    csv_name = "mandates"

    def get_queryset(self) -> QuerySet[Mandate]:
        return Mandate.objects.select_related("member")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s mandate", "%(count)s mandates", count) % {"count": count}

    def get_parent(self) -> Link:
        return Link(_("Direct debits"), reverse("office:debit-batches"))


class MandateRecord(RecordPage[Mandate]):
    capability = capabilities.DEBITS
    template_name = "office/debits/mandate.html"

    def get_object(self) -> Mandate:
        return mandate_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return str(self.object)

    def get_subtitle(self) -> str:
        return str(self.object.member)

    def get_badges(self) -> list[Badge]:
        return [badge(MandateState, self.object.state)]

    def get_parent(self) -> Link:
        return Link(_("Mandates"), reverse("office:mandates"))

    def get_actions(self) -> list[Action]:
        state, pk = self.object.state, [self.object.pk]
        actions = []
        if state == MandateState.DRAFT:
            sign = reverse("office:mandate-sign", args=pk)
            actions.append(Action(_("The signed paper came"), sign, "paperclip", style="primary"))
        words = (
            _("Print it to be signed") if state == MandateState.DRAFT else _("The mandate as PDF")
        )
        actions.append(Action(words, reverse("office:mandate-sheet", args=pk), "printer"))
        if state == MandateState.ACTIVE:
            suspend = reverse("office:mandate-suspend", args=pk)
            actions.append(Action(_("Suspend"), suspend, "player-pause"))
        if state == MandateState.SUSPENDED:
            resume = reverse("office:mandate-resume", args=pk)
            actions.append(Action(_("Use it again"), resume, "player-play", style="primary"))
        if state in mandates.LIVE:
            actions.append(Action(_("Revoke"), reverse("office:mandate-revoke", args=pk), "x"))
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mandate = self.object
        papers = Attachment.objects.filter(pk=mandate.proof.get("paper"), member=mandate.member)
        debits = mandate.debits.select_related("batch", "document").order_by("-pk")[:50]
        return super().get_context_data(paper=papers.first(), debits=list(debits), **kwargs)


class MandateSheet(CapabilityRequired):
    """The mandate as PDF."""

    capability = capabilities.DEBITS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        mandate = mandate_or_404(self.kwargs["pk"])
        return pdf_response(mandate_sheet.to_pdf(mandate), f"mandat-{mandate.rum}.pdf")


class MandateNew(FormPage):
    capability = capabilities.DEBITS
    title = gettext_lazy("Record a mandate")
    intro = gettext_lazy("It replaces the one in use as soon as it is signed.")
    form_class = debit_forms.MandateForm
    button = gettext_lazy("Record the mandate")
    done = gettext_lazy("The mandate is recorded.")
    member: Member

    def prepare(self) -> None:
        self.member = member_or_404(self.kwargs["number"])

    def get_subtitle(self) -> str:
        return str(self.member)

    def get_parent(self) -> Link:
        return member_link(self.member)

    def get_initial(self) -> dict[str, Any]:
        return {"holder": self.member.name[:70]}

    def do(self, form: debit_forms.MandateForm) -> str:
        given = dict(form.cleaned_data)
        paper = given.pop("file")
        mandate = mandates.record_mandate(
            self.member, paper=paper, actor=self.request.user, **given
        )
        return mandate_url(mandate)


class OfMandate(Page):
    """A page about one mandate."""

    capability = capabilities.DEBITS
    mandate: Mandate

    def prepare(self) -> None:
        self.mandate = mandate_or_404(self.kwargs["pk"])

    def get_subtitle(self) -> str:
        return f"{self.mandate} · {self.mandate.member}"

    def get_parent(self) -> Link:
        return Link(str(self.mandate), mandate_url(self.mandate))


class MandateSign(OfMandate, FormPage):
    title = gettext_lazy("The signed paper came")
    form_class = debit_forms.SignForm
    button = gettext_lazy("Use the mandate")
    done = gettext_lazy("The mandate is in use.")

    def do(self, form: debit_forms.SignForm) -> str:
        given = form.cleaned_data
        mandates.sign_on_paper(
            self.mandate,
            paper=given["file"],
            signed_on=given["signed_on"],
            actor=self.request.user,
        )
        return mandate_url(self.mandate)


class MandateSuspend(OfMandate, ConfirmPage):
    title = gettext_lazy("Suspend a mandate")
    form_class = debit_forms.ReasonForm
    done = gettext_lazy("The mandate is suspended.")

    def preview(self) -> Preview:
        if self.mandate.state != MandateState.ACTIVE:
            return Preview(_("This mandate is not in use."))
        return Preview(
            _("Nothing is taken by it until it is used again."), _("Suspend the mandate")
        )

    def do(self, form: debit_forms.ReasonForm) -> str:
        mandates.suspend_mandate(self.mandate, actor=self.request.user, **form.cleaned_data)
        return mandate_url(self.mandate)


class MandateResume(OfMandate, ConfirmPage):
    title = gettext_lazy("Use a mandate again")
    done = gettext_lazy("The mandate is in use.")

    def preview(self) -> Preview:
        if self.mandate.state != MandateState.SUSPENDED:
            return Preview(_("This mandate is not suspended."))
        facts = [(_("Why it was suspended"), self.mandate.note)] if self.mandate.note else []
        return Preview(
            _("What the member owes may be taken by it again."), _("Use it again"), facts=facts
        )

    def do(self, form: Any) -> str:
        mandates.resume_mandate(self.mandate, actor=self.request.user)
        return mandate_url(self.mandate)


class MandateRevoke(OfMandate, ConfirmPage):
    title = gettext_lazy("Revoke a mandate")
    form_class = debit_forms.ReasonForm
    done = gettext_lazy("The mandate is revoked.")

    def preview(self) -> Preview:
        if self.mandate.state not in mandates.LIVE:
            return Preview(_("This mandate is over already."))
        return Preview(
            _("Nothing is ever taken by it again; the member may sign another one."),
            _("Revoke the mandate"),
            style="danger",
        )

    def do(self, form: debit_forms.ReasonForm) -> str:
        mandates.revoke_mandate(self.mandate, actor=self.request.user, **form.cleaned_data)
        return mandate_url(self.mandate)
