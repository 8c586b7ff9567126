"""Payments: the list, a payment recorded, a payment reversed."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.models import OnlinePayment, Payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.errors import DomainError
from coin.core.templatetags.coin import day, euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage, Link
from coin.office import pages_of
from coin.office.documents import filters as money_filters
from coin.office.documents import forms as money_forms
from coin.office.members import lists
from coin.office.members.views import AboutMember
from coin.office.payments import forms as payment_forms
from coin.office.payments import tables as payment_tables


class PaymentList(ListPage):
    capability = capabilities.SEE
    of = pages_of.PAYMENTS
    table_class = payment_tables.PaymentTable
    filterset_class = money_filters.PaymentFilter
    csv_name = "payments"

    def get_queryset(self) -> QuerySet[Any, Any]:
        # Members kept by duty are on no everyday list; their payments stay in the accounts.
        everyday = Payment.objects.filter(member__archived_at=None)
        rows = everyday.select_related("member").prefetch_related("allocations__document")
        return rows.order_by("-received_on", "-pk")

    def get_actions(self) -> list[Action]:
        may = capabilities.PAYMENTS
        return [
            Action(_("Cheques to pay in"), reverse("office:cheques"), "receipt", may),
            Action(_("Cash book"), reverse("office:cash-book"), "cash"),
        ]


class PaymentNew(AboutMember, FormPage):
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Record a payment")
    form_class = payment_forms.PaymentForm
    button = gettext_lazy("Record the payment")
    done = gettext_lazy("The payment is recorded. It pays the oldest documents first.")

    def get_subtitle(self) -> str:
        owes = lists.balance_of(self.member)
        return _("%(member)s owes %(amount)s") % {"member": self.member, "amount": euros(owes)}

    def get_initial(self) -> dict[str, Any]:
        owes = lists.balance_of(self.member)
        return {"amount": owes} if owes > 0 else {}

    def do(self, form: payment_forms.PaymentForm) -> None:
        record_payment(self.member, actor=self.request.user, **form.values())


class PaymentReverse(AboutPage[Payment], ConfirmPage):
    of = pages_of.PAYMENTS
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Reverse a payment")
    form_class = money_forms.ReversalForm
    done = gettext_lazy("The payment is reversed: what it paid is due again.")

    def prepare(self) -> None:
        super().prepare()
        self.online = OnlinePayment.objects.filter(payment=self.object).first()

    def get_parent(self) -> Link:
        return pages_of.MEMBERS.link_of(self.object.member)

    def get_actions(self) -> list[Action]:
        if self.online is None:
            return []
        page = pages_of.ONLINE_PAYMENTS.url_of(self.online)
        return [Action(_("The payment on line"), page, "credit-card")]

    def preview(self) -> Preview:
        payment = self.object
        if self.online is not None:
            return Preview(_("It was paid on line: send it back from the page of that payment."))
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

    def do(self, form: money_forms.ReversalForm) -> None:
        # A page shown before the payment was known to be on line can still be posted.
        if self.online is not None:
            raise DomainError(_("It was paid on line: send it back from the page of that payment."))
        reverse_payment(self.object, actor=self.request.user, **form.cleaned_data)
