"""One payment: the documents it pays, how it came, its move to the right member; and a member's credit made a gift."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.balance import queries
from coin.billing.documents.giving import give_credit
from coin.billing.models import Allocation, Cheque, Payment
from coin.billing.payments.moving import move_payment, why_it_stays
from coin.core.badges import Badge
from coin.core.money import ZERO, cents, total
from coin.core.templatetags.coin import day, euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage, Action, RecordPage
from coin.members.models import Member
from coin.office import pages_of
from coin.office.members.views import AboutMember
from coin.office.payments import forms as payment_forms
from coin.office.receipts.views import receipt_actions

MOST_FOUND = 20


class PaymentRecord(RecordPage[Payment]):
    of = pages_of.PAYMENTS
    capability = capabilities.SEE
    template_name = "office/payments/payment.html"

    def get_subtitle(self) -> str:
        return f"{self.object.get_means_display()} · {self.object.member}"

    @cached_property
    def reversal(self) -> Payment | None:
        return Payment.objects.filter(reverses=self.object).first()

    @cached_property
    def moved(self) -> Payment | None:
        return Payment.objects.select_related("member").filter(moved_from=self.object).first()

    def get_badges(self) -> Sequence[Badge]:
        if self.moved:
            return [Badge(_("Moved"), "off")]
        if self.reversal or self.object.reverses_id:
            return [Badge(_("Sent back"), "warn")]
        return []

    def get_actions(self) -> list[Action]:
        if self.object.reverses_id or self.reversal:
            return []
        pk, may = [self.object.pk], capabilities.PAYMENTS
        back = Action(
            _("Reverse"), reverse("office:payment-reverse", args=pk), "arrow-back-up", may
        )
        receipts = receipt_actions(self.object)
        if why_it_stays(self.object):
            return [*receipts, back]
        move = reverse("office:payment-move", args=pk)
        return [*receipts, Action(_("Move to another member"), move, "arrow-right", may), back]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paid = list(Allocation.objects.filter(payment=self.object).select_related("document"))
        share = getattr(self.object, "bank_share", None)
        credit = self.object.amount - total(allocation.amount for allocation in paid)
        # A payment that was reversed, like the reversal itself, leaves nothing to the member.
        holds = not (self.reversal or self.object.reverses_id)
        return super().get_context_data(
            paid=paid,
            credit=credit if holds else ZERO,
            line=share.line if share else None,
            cheque=Cheque.objects.select_related("slip").filter(payment=self.object).first(),
            reversal=self.reversal,
            moved=self.moved,
            **kwargs,
        )


class PaymentMove(AboutPage[Payment]):
    """The page that looks for the member who made a payment, by name, number or any word of their record.

    It writes nothing: each member found leads to PaymentMoveTo.
    """

    of = pages_of.PAYMENTS
    capability = capabilities.PAYMENTS
    template_name = "office/payments/payment_move.html"
    title = gettext_lazy("Move the payment to another member")

    def get_subtitle(self) -> str:
        return f"{self.object} · {self.object.member}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:100]
        matches = list(self.find(words)[: MOST_FOUND + 1]) if words else []
        return super().get_context_data(
            words=words,
            found=[
                (member, balance_words(cents(member.balance))) for member in matches[:MOST_FOUND]
            ],
            has_more=len(matches) > MOST_FOUND,
            refusal=why_it_stays(self.object),
            payment=self.object,
            **kwargs,
        )

    def find(self, words: str) -> "QuerySet[Any]":
        open_records = Member.objects.filter(merged_into=None, erased_at=None, archived_at=None)
        others = open_records.exclude(pk=self.object.member_id).search(words)
        return queries.with_balance(others).order_by("number")


class PaymentMoveTo(AboutPage[Payment], ConfirmPage):
    """The balances of both members before and after; one button moves the payment.

    It is taken back from the one and recorded for the other. A payment that may not move has no button, but the reason.
    """

    of = pages_of.PAYMENTS
    capability = capabilities.PAYMENTS
    title = gettext_lazy("Move the payment to another member")
    form_class = payment_forms.MoveForm
    done = gettext_lazy("The payment is moved: what both owe is settled anew.")
    to: Member

    def prepare(self) -> None:
        super().prepare()
        self.to = pages_of.MEMBERS.find(self.kwargs)

    def preview(self) -> Preview:
        payment, whose = self.object, self.object.member
        if refusal := why_it_stays(payment):
            return Preview(refusal)
        return Preview(
            _(
                "It is taken back from %(one)s and recorded for %(other)s, on the same day and with its bank line."
            )
            % {"one": whose, "other": self.to},
            _("Move %(amount)s") % {"amount": payment.amount_words},
            facts=[
                (_("Amount"), payment.amount_words),
                (_("Received"), day(payment.received_on)),
                *self.balances(whose, payment.amount),
                *self.balances(self.to, -payment.amount),
            ],
        )

    def balances(self, member: Member, change: Decimal) -> list[tuple[str, str]]:
        now = queries.balance(member)
        words = _("%(before)s now, %(after)s afterwards")
        balances = {"before": balance_words(now), "after": balance_words(now + change)}
        return [(str(member), words % balances)]

    def do(self, form: payment_forms.MoveForm) -> str:
        moved = move_payment(self.object, to=self.to, actor=self.request.user, **form.cleaned_data)
        return pages_of.PAYMENTS.url_of(moved)


class CreditGive(AboutMember, ConfirmPage):
    """The page that turns a member's credit, or a part of it, into a gift, at the member's request.

    The press issues a gift slip, paid at once by the credit. There is no button without a credit.
    """

    capability = capabilities.PAYMENTS
    title = gettext_lazy("Turn the credit into a gift")
    form_class = payment_forms.GiveForm
    done = gettext_lazy("The gift slip is issued, and paid by the credit.")
    credit: Decimal

    def prepare(self) -> None:
        super().prepare()
        self.credit = queries.owed(self.member).credit

    def get_subtitle(self) -> str:
        return str(self.member)

    def get_initial(self) -> dict[str, Any]:
        return {"amount": self.credit}

    def get_form(self, data: Any = None) -> Any:
        return super().get_form(data) if self.credit > ZERO else None

    def preview(self) -> Preview:
        if self.credit <= ZERO:
            return Preview(_("This member has no credit: there is nothing to give."))
        return gift_preview(
            _("Only at the member’s word. What is not given goes on paying their next documents."),
            self.credit,
        )

    def do(self, form: payment_forms.GiveForm | None) -> str:
        amount = form.cleaned_data["amount"] if form else ZERO
        gift = give_credit(self.member, amount=amount, actor=self.request.user)
        return pages_of.DOCUMENTS.url_of(gift)


def gift_preview(sentence: str, credit: Decimal) -> Preview:
    """The preview of a gift out of a credit in euros, with the credit in cents as its count.

    The page posts the count back: a second press finds a smaller credit, so the page is shown again and nothing is
    given twice.
    """
    return Preview(
        sentence,
        _("Make the gift"),
        count=int(credit * 100),
        facts=[(_("Credit"), euros(credit))],
    )


def balance_words(balance: Decimal) -> str:
    """A member's balance in euros, in words: what they owe (above zero), or their credit (below)."""
    if balance > ZERO:
        return _("owes %(amount)s") % {"amount": euros(balance)}
    if balance < ZERO:
        return _("%(amount)s ahead") % {"amount": euros(-balance)}
    return _("owes nothing")
