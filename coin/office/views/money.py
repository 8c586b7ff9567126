"""The billing run of a month, and payments."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities, services
from coin.billing.enums import DocumentKind
from coin.billing.models import Document, Payment
from coin.core.templatetags.coin import day, euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import FormPage, Link
from coin.members.models import Member
from coin.office import lists, money_filters, money_forms, money_tables, tables
from coin.office.views.members import member_link, member_or_404

MOST_SHOWN = 200


class BillingRun(ConfirmPage):
    """What the month's documents would be; then they are drafted and issued, all with one press."""

    capability = capabilities.ISSUE
    template_name = "office/billing_run.html"
    month: date
    found: services.Reconciliation

    def prepare(self) -> None:
        asked = money_forms.MonthForm(self.request.GET or None)
        this_month = timezone.localdate().replace(day=1)
        self.month = asked.cleaned_data["month"] if asked.is_valid() else this_month
        self.found = services.reconcile(self.month, actor=self.request.user, preview=True)

    def get_title(self) -> str:
        return _("Billing run of %(month)s") % {"month": date_format(self.month, "F Y")}

    def get_back_url(self) -> str:
        return reverse("office:documents")

    def preview(self) -> Preview:
        count = len(self.found.drafts)
        if not count:
            return Preview(
                _("Everything is billed: there is nothing to issue for this month."), count=0
            )
        words = ngettext("Issue %(count)s document", "Issue %(count)s documents", count)
        sentence = _(
            "Each document takes the next number of its series, dated today, and never changes again."
        )
        return Preview(sentence, words % {"count": count}, count)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            found=self.found,
            shown=[
                (draft, DocumentKind(draft.kind).label) for draft in self.found.drafts[:MOST_SHOWN]
            ],
            hidden=max(0, len(self.found.drafts) - MOST_SHOWN),
            month_form=money_forms.MonthForm(initial={"month": self.month}),
            previous_month=(self.month - timedelta(days=1)).replace(day=1),
            next_month=(self.month + timedelta(days=32)).replace(day=1),
            **kwargs,
        )

    def do(self, form: Any) -> str:
        made = services.reconcile(self.month, actor=self.request.user)
        drafts = Document.objects.filter(pk__in=made.document_pks).select_related("member")
        done = services.issue_many(drafts, actor=self.request.user)
        self.tell(done)
        return reverse("office:documents")

    def tell(self, done: services.Issuing) -> None:
        count = len(done.issued)
        words = ngettext("%(count)s document is issued.", "%(count)s documents are issued.", count)
        messages.success(self.request, words % {"count": count})
        for document, reason in done.refused[:10]:
            said = _("Not issued for %(member)s: %(reason)s")
            messages.warning(self.request, said % {"member": document.member, "reason": reason})


class PaymentList(ListPage):
    capability = capabilities.SEE
    title = gettext_lazy("Payments")
    table_class = money_tables.PaymentTable
    filterset_class = money_filters.PaymentFilter
    csv_name = "payments"

    def get_queryset(self) -> QuerySet[Any, Any]:
        everyday = Payment.objects.filter(member__archived_at=None)
        return everyday.select_related("member").order_by("-received_on", "-pk")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s payment", "%(count)s payments", count) % {"count": count}


class PaymentNew(FormPage):
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Record a payment")
    form_class = money_forms.PaymentForm
    button = gettext_lazy("Record the payment")
    done = gettext_lazy("The payment is recorded. It pays the oldest documents first.")
    member: Member

    def prepare(self) -> None:
        self.member = member_or_404(self.kwargs["number"])

    def get_subtitle(self) -> str:
        owes = lists.balance_of(self.member)
        return _("%(member)s owes %(amount)s") % {"member": self.member, "amount": euros(owes)}

    def get_parent(self) -> Link:
        return member_link(self.member)

    def get_initial(self) -> dict[str, Any]:
        owes = lists.balance_of(self.member)
        return {"amount": owes} if owes > 0 else {}

    def do(self, form: money_forms.PaymentForm) -> str:
        services.record_payment(self.member, actor=self.request.user, **form.cleaned_data)
        return tables.member_url(self.member)


class PaymentReverse(ConfirmPage):
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Reverse a payment")
    form_class = money_forms.ReversalForm
    done = gettext_lazy("The payment is reversed: what it paid is due again.")
    payment: Payment

    def prepare(self) -> None:
        payment = Payment.objects.select_related("member").filter(pk=self.kwargs["pk"]).first()
        if payment is None:
            raise Http404
        self.payment = payment

    def get_parent(self) -> Link:
        return member_link(self.payment.member)

    def preview(self) -> Preview:
        payment = self.payment
        return Preview(
            _("The money was sent back or never held. What it paid is due again."),
            _("Reverse the payment"),
            facts=[
                (_("Member"), str(payment.member)),
                (_("Amount"), euros(payment.amount)),
                (_("Received"), day(payment.received_on)),
            ],
            style="danger",
        )

    def do(self, form: money_forms.ReversalForm) -> str:
        services.reverse_payment(self.payment, actor=self.request.user, **form.cleaned_data)
        return tables.member_url(self.payment.member)
