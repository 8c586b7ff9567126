"""The billing run: looked at, started by one press, done by a worker, followed as it goes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coin.billing import capabilities
from coin.billing.due import forgotten
from coin.billing.due.reconcile import Reconciliation, reconcile
from coin.billing.enums import BillingRunState, DocumentKind
from coin.billing.models import BillingRun, Document
from coin.billing.runs import look as run_look
from coin.billing.runs import services as runs
from coin.core.badges import badge
from coin.core.errors import DomainError
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, Page, Press, RecordPage
from coin.members.models import Member
from coin.office import pages_of
from coin.office.documents import forms as money_forms
from coin.office.runs import tables

MOST_SHOWN = 200


class RunPreview(ConfirmPage):
    """The documents that a month would bring, odd amounts and incomplete records; one button starts the billing run.

    `?month=2026-12`, or else this month. The page writes nothing; a worker does the run. There is no button while a run
    of the month goes on, when nothing is to be issued, and while the association's own record is incomplete.
    """

    capability = capabilities.ISSUE
    template_name = "office/runs/billing_run.html"
    month: date
    found: Reconciliation
    seen: run_look.Look
    under_way: BillingRun | None

    def prepare(self) -> None:
        month_form = money_forms.MonthForm(self.request.GET or None)
        this_month = timezone.localdate().replace(day=1)
        self.month = month_form.cleaned_data["month"] if month_form.is_valid() else this_month
        # A preview computes the same drafts as the run, and writes nothing.
        self.found = reconcile(self.month, actor=self.request.user, preview=True)
        self.seen = run_look.look(self.found)
        self.under_way = runs.open_run(self.month)

    def get_title(self) -> str:
        return _("Billing run of %(month)s") % {"month": date_format(self.month, "F Y")}

    def get_actions(self) -> list[Action]:
        return [Action(_("Past runs"), reverse("office:billing-runs"), "history")]

    def get_back_url(self) -> str:
        return reverse("office:documents")

    def preview(self) -> Preview:
        count = len(self.found.drafts)
        if self.under_way:
            return Preview(_("A run of this month is under way."), count=count)
        if not count:
            return Preview(
                _("Everything is billed: there is nothing to issue for this month."), count=0
            )
        words = ngettext("Issue %(count)s document", "Issue %(count)s documents", count)
        sentence = _(
            "Each document takes the next number of its series, dated today, never changes again, and is mailed to its"
            " member as a PDF."
        )
        return Preview(sentence, "" if self.seen.association else words % {"count": count}, count)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts = self.found.drafts
        return super().get_context_data(
            found=self.found,
            seen=self.seen,
            under_way=self.under_way,
            forgotten=forgotten.unbilled(self.month - timedelta(days=1)).count(),
            last=BillingRun.objects.filter(issued__gt=0).exclude(month=self.month).first(),
            shown=[(draft, DocumentKind(draft.kind).label) for draft in drafts[:MOST_SHOWN]],
            hidden=max(0, len(drafts) - MOST_SHOWN),
            most_shown=MOST_SHOWN,
            month_form=money_forms.MonthForm(initial={"month": self.month}),
            # From the first of the month: a day back, and 32 days on, always fall in the neighbouring months.
            previous_month=(self.month - timedelta(days=1)).replace(day=1),
            next_month=(self.month + timedelta(days=32)).replace(day=1),
            **kwargs,
        )

    def do(self, form: Any) -> str:
        kinds = {draft.kind for draft in self.found.drafts}
        run, is_new = runs.start(self.month, actor=self.request.user, kinds=kinds)
        if not is_new:
            messages.info(self.request, _("Somebody started this run already: here it is."))
        return pages_of.BILLING_RUNS.url_of(run)


class RunList(ListPage):
    capability = capabilities.SEE
    of = pages_of.BILLING_RUNS
    table_class = tables.BillingRunTable
    filterset_class = tables.BillingRunFilter
    csv_name = "billing-runs"

    def get_actions(self) -> list[Action]:
        url = reverse("office:billing-run")
        return [Action(_("Billing run"), url, "receipt-euro", capabilities.ISSUE, "primary")]


class RunRecord(RecordPage[BillingRun]):
    """A billing run: how far it is, what it made, who was left out."""

    of = pages_of.BILLING_RUNS
    capability = capabilities.SEE
    template_name = "office/runs/billing_run_record.html"

    def get_title(self) -> str:
        return _("Billing run of %(month)s") % {"month": self.object}

    def get_subtitle(self) -> str:
        return str(self.object.started_by or "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**progress(self.object), **kwargs)


class RunLive(Page):
    """The part of a billing run's page that says how far it is. The page asks for it each second while it goes on."""

    capability = capabilities.SEE
    template_name = "office/runs/billing_run_status.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run = pages_of.BILLING_RUNS.find(self.kwargs)
        return self.render_to_response(self.get_context_data(object=run, **progress(run)))


class RunAgain(Press):
    """The button that goes on with a billing run that stopped, where it stopped."""

    capability = capabilities.ISSUE

    def act(self) -> str:
        run = pages_of.BILLING_RUNS.find(self.kwargs)
        try:
            runs.start_again(run, actor=self.request.user)
        except DomainError as error:
            messages.error(self.request, str(error))
        return pages_of.BILLING_RUNS.url_of(run)


def progress(run: BillingRun) -> dict[str, Any]:
    """The context of a billing run's page and of its live part.

    While the run is open its own row says everything, so that a request each second costs little; once it is over,
    further queries give the members left out and the documents.
    """
    state = badge(BillingRunState, run.state)
    context: dict[str, Any] = {"is_open": run.is_open, "state": state, "left_out": run.refused}
    if run.is_open:
        return context
    return context | {
        "is_stopped": run.state == BillingRunState.STOPPED,
        "left_out": left_out(run),
        "silent": _silent(run),
        "documents": list(_of(run).select_related("member", "mailing")[:MOST_SHOWN]),
        "hidden": max(0, run.issued - MOST_SHOWN),
    }


def left_out(run: BillingRun) -> list[dict[str, Any]]:
    """The refusals of the run, each with its member as `name`, or with the number of a member who is no more."""
    numbers = [refusal["member"] for refusal in run.refused]
    names = {member.number: member for member in Member.objects.filter(number__in=numbers)}
    return [
        {**refusal, "name": names.get(refusal["member"], refusal["member"])}
        for refusal in run.refused
    ]


def _of(run: BillingRun) -> QuerySet[Document]:
    issued = Document.objects.issued().filter(run_entries__run=run)
    return issued.order_by("series", "series_number")


def _silent(run: BillingRun) -> Sequence[Document]:
    """The run's documents, 200 at most, that no mail announced, since their member has no e-mail address.

    Empty for a run that sends no mails.
    """
    unannounced = _of(run).filter(mailing=None, member__email="").select_related("member")
    return list(unannounced[:MOST_SHOWN]) if run.by_mail else []
