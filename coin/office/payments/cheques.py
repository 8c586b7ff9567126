"""Cheques: those to pay in, their deposit slips, and the lines of the bank that pay the slips."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.bank import arrivals
from coin.billing.models import Cheque, DepositSlip, Payment
from coin.billing.payments import cheques, deposit_slip
from coin.core.badges import Badge
from coin.core.money import total
from coin.core.templatetags.coin import day, euros
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.downloads import pdf_response
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage, Press, RecordPage
from coin.office import pages_of
from coin.office.bank.lines import next_to_match
from coin.office.payments import forms as payment_forms
from coin.office.payments import tables as payment_tables


class ChequesToPayIn(FormPage):
    """The form that makes a deposit slip of the cheques that wait to be paid in.

    Every cheque is ticked at first, so that one press makes the slip.
    """

    parent = pages_of.PAYMENTS
    capability = capabilities.PAYMENTS
    template_name = "office/payments/cheques.html"
    title = gettext_lazy("Cheques to pay in")
    form_class = payment_forms.SlipForm
    button = gettext_lazy("Make the deposit slip")
    done = gettext_lazy("The slip is made: print it, and bring it to the bank with its cheques.")
    waiting: QuerySet[Cheque]

    def prepare(self) -> None:
        # A cheque whose payment was reversed went back to its drawer: there is nothing to pay in.
        rows = Cheque.objects.filter(slip=None, payment__reversed_by=None)
        self.waiting = rows.select_related("payment__member").order_by("payment__received_on", "pk")

    def get_actions(self) -> list[Action]:
        return [Action(_("Deposit slips"), reverse("office:slips"), "list-details")]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"waiting": self.waiting}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        amounts = [cheque.payment.amount for cheque in self.waiting]
        return super().get_context_data(waiting=len(amounts), total=total(amounts), **kwargs)

    def do(self, form: payment_forms.SlipForm) -> str:
        fields = form.cleaned_data
        slip = cheques.make_slip(
            [cheque.pk for cheque in fields["cheques"]],
            account=fields["account"],
            made_on=fields["made_on"],
            actor=self.request.user,
        )
        return pages_of.SLIPS.url_of(slip)


class SlipList(ListPage):
    parent = pages_of.PAYMENTS
    capability = capabilities.SEE
    of = pages_of.SLIPS
    table_class = payment_tables.SlipTable
    filterset_class = payment_tables.SlipFilter
    csv_name = "deposit-slips"

    def get_queryset(self) -> QuerySet[DepositSlip]:
        return DepositSlip.objects.select_related("account", "bank_line")

    def get_actions(self) -> list[Action]:
        url, may = reverse("office:cheques"), capabilities.PAYMENTS
        return [Action(_("Cheques to pay in"), url, "receipt", may, "primary")]


class SlipRecord(RecordPage[DepositSlip]):
    of = pages_of.SLIPS
    capability = capabilities.SEE
    template_name = "office/payments/slip.html"

    def get_badges(self) -> Sequence[Badge]:
        if self.object.bank_line_id:
            return [Badge(_("Paid by the bank"), "good")]
        return [Badge(_("Waits for the bank"), "info")]

    def get_actions(self) -> list[Action]:
        pk = [self.object.pk]
        pdf = Action(
            _("PDF"),
            reverse("office:slip-pdf", args=pk),
            "file-download",
            capabilities.SEE,
            "primary",
        )
        if self.object.bank_line_id:
            return [pdf]
        undo, may = reverse("office:slip-undo", args=pk), capabilities.PAYMENTS
        return [pdf, Action(_("Undo the slip"), undo, "arrow-back-up", may)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.cheques.select_related("payment__member")
        slip_cheques = list(rows)
        # A cheque that bounced stays on its slip: the bank paid the slip whole, then took this amount back.
        back = Payment.objects.filter(reverses__in=[cheque.payment_id for cheque in slip_cheques])
        reversals = {reversal.reverses_id: reversal for reversal in back}
        return super().get_context_data(
            cheques=[(cheque, reversals.get(cheque.payment_id)) for cheque in slip_cheques],
            returned=-total(reversal.amount for reversal in reversals.values()),
            **kwargs,
        )


class SlipPdf(CapabilityRequired):
    """Download the deposit slip as a PDF, to print and bring to the bank."""

    capability = capabilities.SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        slip = pages_of.SLIPS.find(self.kwargs)
        return pdf_response(deposit_slip.to_pdf(slip), f"bordereau-{slip.number}.pdf")


class SlipUndo(AboutPage[DepositSlip], ConfirmPage):
    of = pages_of.SLIPS
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Undo the slip")
    done = gettext_lazy("The slip is undone: its cheques wait again.")

    def preview(self) -> Preview:
        if self.object.bank_line_id:
            return Preview(_("The bank paid this slip: match its line again first."))
        return Preview(
            _("For a slip that did not go to the bank. Its number is not used again."),
            _("Undo the slip"),
            facts=[
                (_("Day"), day(self.object.made_on)),
                (_("Cheques"), self.object.count),
                (_("Total"), euros(self.object.total)),
            ],
            style="danger",
        )

    def do(self, form: Any) -> str:
        cheques.undo_slip(self.object, actor=self.request.user)
        return reverse("office:cheques")


class LineIsSlip(Press):
    """The button that matches the line of the bank with this deposit slip, then shows the next line that waits."""

    capability = capabilities.BANK

    def act(self) -> str:
        line = pages_of.BANK_LINES.find(self.kwargs)
        slip = pages_of.SLIPS.find({"pk": self.kwargs["slip"]})
        cheques.pay_slip(slip, line, actor=self.request.user)
        self.done = _("%(slip)s is paid by the bank.") % {"slip": slip}
        return next_to_match()


class LineArrival(Press):
    """The button that files the line as its words say (HelloAsso’s payout, cash paid in), then shows the next one."""

    capability = capabilities.BANK
    done = gettext_lazy("The line is filed.")

    def act(self) -> str:
        arrivals.file_arrival(pages_of.BANK_LINES.find(self.kwargs), actor=self.request.user)
        return next_to_match()
