"""Mandates of direct debit: the list, the record, and a mandate recorded from paper, signed, suspended, revoked."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.debits import mandate_sheet, mandates
from coin.billing.enums import MandateState
from coin.billing.models import Mandate
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.downloads import pdf_response
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage, RecordPage
from coin.members.models import Attachment
from coin.office import pages_of
from coin.office.debits import forms as debit_forms
from coin.office.debits import tables as debit_tables
from coin.office.members.views import AboutMember


class MandateList(ListPage):
    parent = pages_of.DEBIT_BATCHES
    capability = capabilities.DEBITS
    of = pages_of.MANDATES
    table_class = debit_tables.MandateTable
    filterset_class = debit_tables.MandateFilter
    csv_name = "mandates"


class MandateRecord(RecordPage[Mandate]):
    of = pages_of.MANDATES
    capability = capabilities.DEBITS
    template_name = "office/debits/mandate.html"

    def get_subtitle(self) -> str:
        return str(self.object.member)

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
        # Also by its member: the proof keeps a bare number, which must never open another member's paper.
        papers = Attachment.objects.filter(pk=mandate.proof.get("paper"), member=mandate.member)
        debits = mandate.debits.select_related("batch", "document").order_by("-pk")[:50]
        return super().get_context_data(paper=papers.first(), debits=list(debits), **kwargs)


class MandateSheet(CapabilityRequired):
    """Download the mandate as PDF, to be printed and signed."""

    capability = capabilities.DEBITS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        mandate = pages_of.MANDATES.find(self.kwargs)
        return pdf_response(mandate_sheet.to_pdf(mandate), f"mandat-{mandate.rum}.pdf")


class MandateNew(AboutMember, FormPage):
    capability = capabilities.DEBITS
    title = gettext_lazy("Record a mandate")
    intro = gettext_lazy("It replaces the one in use as soon as it is signed.")
    form_class = debit_forms.MandateForm
    button = gettext_lazy("Record the mandate")
    done = gettext_lazy("The mandate is recorded.")

    def get_subtitle(self) -> str:
        return str(self.member)

    def get_initial(self) -> dict[str, Any]:
        # 70 characters: the longest name of an account holder in a SEPA file.
        return {"holder": self.member.name[:70]}

    def do(self, form: debit_forms.MandateForm) -> str:
        fields = dict(form.cleaned_data)
        paper = fields.pop("file")
        mandate = mandates.record_mandate(
            self.member, paper=paper, actor=self.request.user, **fields
        )
        return pages_of.MANDATES.url_of(mandate)


class OfMandate(AboutPage[Mandate]):
    """The base of the pages about one mandate, which is `object`."""

    of = pages_of.MANDATES
    capability = capabilities.DEBITS

    def get_subtitle(self) -> str:
        return f"{self.object} · {self.object.member}"


class MandateSign(OfMandate, FormPage):
    title = gettext_lazy("The signed paper came")
    form_class = debit_forms.SignForm
    button = gettext_lazy("Use the mandate")
    done = gettext_lazy("The mandate is in use.")

    def do(self, form: debit_forms.SignForm) -> None:
        fields = form.cleaned_data
        mandates.sign_on_paper(
            self.object,
            paper=fields["file"],
            signed_on=fields["signed_on"],
            actor=self.request.user,
        )


class MandateSuspend(OfMandate, ConfirmPage):
    title = gettext_lazy("Suspend a mandate")
    form_class = debit_forms.ReasonForm
    done = gettext_lazy("The mandate is suspended.")

    def preview(self) -> Preview:
        if self.object.state != MandateState.ACTIVE:
            return Preview(_("This mandate is not in use."))
        return Preview(
            _("Nothing is taken by it until it is used again."), _("Suspend the mandate")
        )

    def do(self, form: debit_forms.ReasonForm) -> None:
        mandates.suspend_mandate(self.object, actor=self.request.user, **form.cleaned_data)


class MandateResume(OfMandate, ConfirmPage):
    title = gettext_lazy("Use a mandate again")
    done = gettext_lazy("The mandate is in use.")

    def preview(self) -> Preview:
        if self.object.state != MandateState.SUSPENDED:
            return Preview(_("This mandate is not suspended."))
        facts = [(_("Why it was suspended"), self.object.note)] if self.object.note else []
        return Preview(
            _("What the member owes may be taken by it again."), _("Use it again"), facts=facts
        )

    def do(self, form: Any) -> None:
        mandates.resume_mandate(self.object, actor=self.request.user)


class MandateRevoke(OfMandate, ConfirmPage):
    title = gettext_lazy("Revoke a mandate")
    form_class = debit_forms.ReasonForm
    done = gettext_lazy("The mandate is revoked.")

    def preview(self) -> Preview:
        if self.object.state not in mandates.LIVE:
            return Preview(_("This mandate is over already."))
        return Preview(
            _("Nothing is ever taken by it again; the member may sign another one."),
            _("Revoke the mandate"),
            style="danger",
        )

    def do(self, form: debit_forms.ReasonForm) -> None:
        mandates.revoke_mandate(self.object, actor=self.request.user, **form.cleaned_data)
