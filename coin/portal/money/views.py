"""The member's money on one page: what they owe, how to pay it, what comes next; and the gift of their credit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.balance import queries
from coin.billing.documents.giving import give_credit
from coin.billing.enums import MandateState
from coin.billing.models import Mandate, Payment
from coin.billing.online.stripe import gateway
from coin.core.forms import EuroField
from coin.core.money import ZERO, total
from coin.core.templatetags.coin import euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import Action
from coin.portal.money.balance import balance_context
from coin.portal.money.coming import coming_months
from coin.portal.money.debits import announced_debits
from coin.portal.shared.pages import MY_MONEY, MemberPage, MoneyPage

SHOWN = 6  # documents, and payments: the lists show the others


class MyMoney(MoneyPage):
    template_name = "portal/money/money.html"
    title = gettext_lazy("My money")

    def get_actions(self) -> list[Action]:
        debit = Action(_("Direct debit"), reverse("portal:debits"), "building-bank")
        receipts = Action(_("Receipts"), reverse("portal:receipts"), "file-text")
        if not gateway.is_on():
            return [receipts, debit]
        means = Action(_("My card or account"), reverse("portal:means"), "credit-card")
        ahead = Action(_("Pay in advance"), reverse("portal:top-up"), "plus")
        return [receipts, debit, means, ahead]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = queries.member_documents(self.member).prefetch_related("allocations__payment")
        moved = Payment.objects.filter(
            Q(moved_from=OuterRef("pk")) | Q(moved_from=OuterRef("reverses"))
        )
        rows = Payment.objects.filter(member=self.member).annotate(was_moved=Exists(moved))
        payments = rows.select_related("reversed_by").prefetch_related("allocations__document")
        months = coming_months(self.member)
        return super().get_context_data(
            documents=list(documents[:SHOWN]),
            payments=list(payments[:SHOWN]),
            mandate=Mandate.objects.filter(member=self.member, state=MandateState.ACTIVE).first(),
            coming=list(announced_debits(self.member)),
            months=months,
            year_total=total(month.total for month in months),
            **balance_context(self.member),
            **kwargs,
        )


class GiveForm(forms.Form):
    amount = EuroField(label=gettext_lazy("Gift"))


class GiveCredit(MemberPage, ConfirmPage):
    """The page whose button gives the association what the member paid in advance, or a part of it.

    The press issues a gift slip, paid at once. For holders alone (who may do everything): the act commits the member.
    """

    title = gettext_lazy("Give what I paid in advance")
    parent = MY_MONEY
    form_class = GiveForm
    done = gettext_lazy("Thank you. Your gift slip is among your documents.")
    credit: Decimal

    def prepare(self) -> None:
        self.credit = queries.owed(self.member).credit

    def get_initial(self) -> dict[str, Any]:
        return {"amount": self.credit}

    def get_form(self, data: Any = None) -> forms.Form | None:
        return super().get_form(data) if self.credit > ZERO else None

    def preview(self) -> Preview:
        if self.credit <= ZERO:
            return Preview(_("You have nothing in advance: there is nothing to give."))
        return Preview(
            _(
                "Left as it is, it pays your next documents. Given, it is the association’s, and cannot be taken back."
            ),
            _("Make the gift"),
            # The credit travels with the press: the same press twice gives once.
            count=int(self.credit * 100),
            facts=[(_("In advance"), euros(self.credit))],
        )

    def do(self, form: GiveForm | None) -> None:
        amount = form.cleaned_data["amount"] if form else ZERO
        give_credit(self.member, amount=amount, actor=self.request.user)
