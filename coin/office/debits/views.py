"""Batches of direct debits: drafted after a look, announced, written by two people, sent, paid by the bank."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities
from coin.billing.debits import collecting
from coin.billing.debits import services as debits
from coin.billing.debits.plan import Plan, first_day, plan
from coin.billing.debits.sensitive import SEND_DEBITS
from coin.billing.enums import BatchState, DebitState
from coin.billing.models import BankLine, Debit, DebitBatch
from coin.core.downloads import send
from coin.core.errors import DomainError
from coin.core.models import Association
from coin.core.templatetags.coin import day, euros
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, Press, RecordPage
from coin.core.views.sensitive import SensitivePage
from coin.office import pages_of
from coin.office.debits import forms as debit_forms
from coin.office.debits import tables as debit_tables

SHOWN = 500
# A batch whose file is not written: its debits may still change.
OPEN = [BatchState.DRAFT, BatchState.NOTIFIED]


class BatchList(ListPage):
    capability = capabilities.DEBITS
    of = pages_of.DEBIT_BATCHES
    table_class = debit_tables.BatchTable
    filterset_class = debit_tables.BatchFilter
    csv_name = "debits"

    def get_actions(self) -> list[Action]:
        return [
            Action(_("Prepare debits"), reverse("office:debit-new"), "plus", style="primary"),
            Action(_("Read returns of the bank"), reverse("office:debit-returns"), "upload"),
            Action(_("Mandates"), reverse("office:mandates"), "id"),
        ]


class BatchNew(ConfirmPage):
    """The debits of a day: members, amounts and oddities; one button drafts the batch, and nobody is told yet.

    The day is `?collection_on=`, or else the first one that the notice to members allows.
    """

    parent = pages_of.DEBIT_BATCHES
    capability = capabilities.DEBITS
    template_name = "office/debits/debit_new.html"
    title = gettext_lazy("Prepare debits")
    done = gettext_lazy("The batch is drafted: announce it to the members.")
    found: Plan

    def prepare(self) -> None:
        self.found = plan(self.asked_day())

    def asked_day(self) -> date:
        try:
            day_in_url = parse_date(self.request.GET.get("collection_on", ""))
        except ValueError:  # a day that no calendar has, like 2026-02-30
            day_in_url = None
        return day_in_url or first_day()

    def preview(self) -> Preview:
        debit_plan, count = self.found, len(self.found.lines)
        if not count:
            return Preview(_("There is nothing to collect on that day."), count=0)
        words = ngettext("Draft %(count)s debit", "Draft %(count)s debits", count)
        return Preview(
            _("Members are told only when you announce the batch."),
            words % {"count": count},
            count,
            facts=[
                (_("Day of collection"), day(debit_plan.collection_on)),
                (_("Total"), euros(debit_plan.total)),
                (_("Worth a look"), len(debit_plan.odd)),
                (_("Not collected"), len(debit_plan.asides)),
            ],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day_form = debit_forms.CollectionDayForm(
            initial={"collection_on": self.found.collection_on}
        )
        # Odd debits first: the page shows SHOWN lines, and what needs a look must never be among the hidden ones.
        lines = sorted(self.found.lines, key=lambda line: not line.odd)
        return super().get_context_data(
            found=self.found,
            lines=lines[:SHOWN],
            hidden=max(0, len(lines) - SHOWN),
            day_form=day_form,
            **kwargs,
        )

    def do(self, form: Any) -> str:
        batch = debits.draft_batch(self.found.collection_on, actor=self.request.user)
        return pages_of.DEBIT_BATCHES.url_of(batch)


class BatchRecord(RecordPage[DebitBatch]):
    of = pages_of.DEBIT_BATCHES
    capability = capabilities.DEBITS
    template_name = "office/debits/debit_batch.html"

    def get_actions(self) -> list[Action]:
        state, pk = self.object.state, [self.object.pk]
        announce = Action(
            _("Announce it to the members"),
            reverse("office:debit-announce", args=pk),
            "mail",
            style="primary",
        )
        write = Action(
            _("Write the file"), reverse("office:debit-write", args=pk), "lock", style="primary"
        )
        sent = Action(
            _("I sent it to the bank"),
            reverse("office:debit-sent", args=pk),
            "send",
            is_post=True,
        )
        file = Action(_("File for the bank"), reverse("office:debit-file", args=pk), "download")
        paid = Action(
            _("The bank has paid it"), reverse("office:debit-collected", args=pk), "building-bank"
        )
        drop = Action(_("Drop this batch"), reverse("office:debit-drop", args=pk), "trash")
        return {
            BatchState.DRAFT: [announce, drop],
            BatchState.NOTIFIED: [write, drop],
            BatchState.WRITTEN: [file, sent, drop],
            BatchState.SENT: [file, paid],
            BatchState.COLLECTED: [file],
        }.get(BatchState(state), [])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.object
        rows = batch.debits.select_related("document", "mandate__member")
        rows = rows.order_by("mandate__member__number", "pk")
        return super().get_context_data(
            debits=list(rows[:SHOWN]),
            hidden=max(0, rows.count() - SHOWN),
            is_open=batch.state in OPEN,
            **kwargs,
        )


class OfBatch(AboutPage[DebitBatch]):
    """The base of the pages about one batch of debits, which is `object`. `facts` are for its subclasses' previews."""

    of = pages_of.DEBIT_BATCHES
    capability = capabilities.DEBITS

    def facts(self) -> list[tuple[Any, Any]]:
        return [
            (_("Day of collection"), day(self.object.collection_on)),
            (_("Debits"), self.object.count),
            (_("Total"), euros(self.object.total)),
        ]


class BatchAnnounce(OfBatch, ConfirmPage):
    title = gettext_lazy("Announce the debits")
    done = gettext_lazy("The members are told by mail.")

    def preview(self) -> Preview:
        if self.object.state != BatchState.DRAFT:
            return Preview(_("This batch was announced already."), count=0)
        silent_count = self.object.debits.filter(
            state=DebitState.PLANNED, mandate__member__email=""
        ).count()
        words = ngettext(
            "%(count)s debit is of a member without a mail address: tell them otherwise.",
            "%(count)s debits are of members without a mail address: tell them otherwise.",
            silent_count,
        )
        days = {"days": Association.current().debit_notice_days}
        return Preview(
            _("Each member is told by mail what is taken, and when, %(days)s days before at least.")
            % days,
            _("Announce"),
            self.object.count,
            facts=self.facts(),
            warnings=[words % {"count": silent_count}] if silent_count else [],
        )

    def do(self, form: Any) -> None:
        debits.announce(self.object, actor=self.request.user)


class BatchWrite(OfBatch, SensitivePage):
    """The page that writes the file of a batch for the bank, an act of two people.

    One asks for the file; another checks members, amounts and day, and confirms. The batch must be announced.
    """

    act = SEND_DEBITS
    title = gettext_lazy("Write the file of debits")
    done = gettext_lazy("The file is written: send it to the bank.")

    def preview(self) -> Preview:
        if self.object.state != BatchState.NOTIFIED:
            return Preview(_("The file is written once, after the members were told."), count=0)
        words = ngettext(
            "%(total)s is taken on %(day)s by %(count)s debit.",
            "%(total)s are taken on %(day)s by %(count)s debits.",
            self.object.count,
        )
        values = {
            "total": euros(self.object.total),
            "day": day(self.object.collection_on),
            "count": self.object.count,
        }
        return Preview(
            words % values,
            _("Write the file"),
            self.object.count,
            facts=self.facts(),
            warnings=[
                _("It is written once, and never changes. What is paid meanwhile is left out.")
            ],
        )


class BatchFile(CapabilityRequired):
    """Download the file for the bank, byte for byte as it was written; a 404 before it is."""

    capability = capabilities.DEBITS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Not through pages_of, which defers the file.
        batch = get_object_or_404(DebitBatch.objects.exclude(file=""), pk=self.kwargs["pk"])
        name = f"prelevements-{batch.collection_on:%Y-%m-%d}-{batch.pk}.xml"
        return send(batch.file.encode(), name=name, content_type="application/xml")


class BatchSent(Press):
    capability = capabilities.DEBITS
    done = gettext_lazy("The batch is at the bank.")

    def act(self) -> str:
        batch = pages_of.DEBIT_BATCHES.find(self.kwargs)
        debits.mark_sent(batch, actor=self.request.user)
        return pages_of.DEBIT_BATCHES.url_of(batch)


class LeaveOut(Press):
    capability = capabilities.DEBITS
    done = gettext_lazy("This debit is left out.")

    def act(self) -> str:
        debit = get_object_or_404(
            Debit.objects.select_related("mandate__member"), pk=self.kwargs["pk"]
        )
        debits.leave_out(debit, actor=self.request.user, reason=_("by a volunteer"))
        return reverse("office:debit-batch", args=[debit.batch_id])


class LineIsBatch(Press):
    """The button by which a volunteer confirms that a line of the bank pays the batch that coin proposed.

    The line is filed, and a payment recorded for each debit unless a volunteer did it before. Raises DomainError when
    no batch fits the line any more.
    """

    capability = capabilities.DEBITS
    done = gettext_lazy("The line is filed as this batch.")

    def act(self) -> str:
        line = get_object_or_404(BankLine, pk=self.kwargs["pk"])
        # Computed again: since the page was shown, the line or the batch may have been matched elsewhere.
        batch = collecting.batch_of_line(line)
        if batch is None:
            raise DomainError(_("No batch of debits fits this line any more."))
        collecting.collect(batch, line=line, actor=self.request.user)
        return pages_of.DEBIT_BATCHES.url_of(batch)


class BatchCollected(OfBatch, ConfirmPage):
    title = gettext_lazy("The bank has paid it")
    form_class = debit_forms.CollectedForm
    done = gettext_lazy("The payments are recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": min(self.object.collection_on, timezone.localdate())}

    def preview(self) -> Preview:
        count = self.object.debits.filter(state=DebitState.SENT).count()
        if self.object.state not in collecting.AT_BANK:
            return Preview(_("This batch is not at the bank."), count=0)
        words = ngettext("Record %(count)s payment", "Record %(count)s payments", count)
        return Preview(
            _("Each debit is a payment of its member. The bank's statement may say it by itself."),
            words % {"count": count},
            count,
            facts=[*self.facts(), (_("Expected"), euros(collecting.expected(self.object)))],
        )

    def do(self, form: debit_forms.CollectedForm) -> None:
        collecting.collect(self.object, actor=self.request.user, on=form.cleaned_data["on"])


class BatchDrop(OfBatch, ConfirmPage):
    title = gettext_lazy("Drop this batch")
    form_class = debit_forms.ReasonForm
    done = gettext_lazy("The batch is dropped.")

    def preview(self) -> Preview:
        state, warnings = self.object.state, []
        if state not in (*OPEN, BatchState.WRITTEN):
            return Preview(_("A batch that is at the bank is no longer dropped."), count=0)
        if state == BatchState.WRITTEN:
            warnings.append(
                _("Be sure that its file never went to the bank: members would be debited twice.")
            )
        if state != BatchState.DRAFT:
            warnings.append(_("The members were told of it: tell them it does not take place."))
        return Preview(
            _("Nothing of it is collected; its documents may be in another batch."),
            _("Drop the batch"),
            self.object.count,
            facts=self.facts(),
            warnings=warnings,
            style="danger",
        )

    def do(self, form: debit_forms.ReasonForm) -> None:
        debits.drop_batch(self.object, actor=self.request.user, **form.cleaned_data)
