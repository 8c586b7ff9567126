"""Online payments: the list, the record and its acts; payouts, and messages of Stripe that wait."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from coin.billing import capabilities
from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import OnlineEvent, OnlinePayment, OnlinePayout
from coin.billing.online import announcing, events, refunding, taking
from coin.billing.online.sensitive import REFUND_ONLINE
from coin.billing.online.stripe import gateway
from coin.core.errors import DomainError
from coin.core.money import ZERO
from coin.core.templatetags.coin import day, euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, Page, RecordPage
from coin.core.views.sensitive import SensitiveFormPage
from coin.office import pages_of
from coin.office.online import forms as online_forms
from coin.office.online import tables as online_tables


class OnlinePage(Page):
    """The base of the pages of online payments: it gives their capability; a 404 where the association takes none."""

    capability = capabilities.ONLINE

    def check_rights(self) -> None:
        super().check_rights()
        if not gateway.is_on():
            raise Http404


class OnlineList(OnlinePage, ListPage):
    of = pages_of.ONLINE_PAYMENTS
    table_class = online_tables.OnlineTable
    filterset_class = online_tables.OnlineFilter
    csv_name = "online-payments"

    def get_queryset(self) -> QuerySet[OnlinePayment]:
        return OnlinePayment.objects.exclude(kind=OnlineKind.SETUP).select_related("member")

    def get_actions(self) -> list[Action]:
        charge = reverse("office:online-charges")
        return [
            Action(_("Charge cards and accounts"), charge, "credit-card", style="primary"),
            Action(_("Payouts"), reverse("office:online-payouts"), "building-bank"),
        ]


class OnlineRecord(OnlinePage, RecordPage[OnlinePayment]):
    of = pages_of.ONLINE_PAYMENTS
    template_name = "office/online/online_payment.html"

    def get_title(self) -> str:
        return f"{self.object.get_kind_display()} · {euros(self.object.amount)}"

    def get_actions(self) -> list[Action]:
        payment, pk = self.object, [self.object.pk]
        look = Action(
            _("Ask Stripe again"), reverse("office:online-look", args=pk), "refresh", is_post=True
        )
        seen = Action(
            _("Dealt with"), reverse("office:online-seen", args=pk), "check", is_post=True
        )
        refund = Action(_("Refund"), reverse("office:online-refund", args=pk), "arrow-back-up")
        withdraw = Action(_("Withdraw"), reverse("office:online-withdraw", args=pk), "circle-x")
        is_coming = payment.charge_on is not None and payment.charge_on > timezone.localdate()
        shown = {
            look: bool(payment.session_id or payment.intent_id),
            seen: self.is_odd(),
            refund: refunding.refundable(payment) > 0,
            withdraw: payment.state == OnlineState.OPEN and is_coming,
        }
        return [action for action, is_shown in shown.items() if is_shown]

    def is_odd(self) -> bool:
        """Whether a paid payment was disputed or went wrong since, and no volunteer has dealt with that yet."""
        payment = self.object
        is_back = payment.disputed_at is not None or bool(payment.error)
        return payment.state == OnlineState.PAID and is_back and payment.dispute_seen_at is None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            documents=list(self.object.documents.order_by("issued_on", "pk")),
            is_asked=self.object.refund_asked > self.object.refunded,
            is_odd=self.is_odd(),
            is_setup=self.object.kind == OnlineKind.SETUP,
            **kwargs,
        )


class OnlineAct(OnlinePage):
    """The base of the buttons of one online payment: the act is done at once, and a message tells its outcome.

    A subclass gives `act`, which does it and returns the message. A refusal (DomainError) becomes the message.
    """

    # A reload, or a sign-in on the way, comes back by GET: it shows the payment and does nothing.
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseRedirect(self.url(pages_of.ONLINE_PAYMENTS.find(self.kwargs)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        attempt = pages_of.ONLINE_PAYMENTS.find(self.kwargs)
        try:
            messages.success(request, self.act(attempt))
        except DomainError as error:
            messages.error(request, str(error.message))
        return HttpResponseRedirect(self.url(attempt))

    def url(self, attempt: OnlinePayment) -> str:
        return pages_of.ONLINE_PAYMENTS.url_of(attempt)

    def act(self, attempt: OnlinePayment) -> str:
        raise NotImplementedError


class OnlineLook(OnlineAct):
    def act(self, attempt: OnlinePayment) -> str:
        state = taking.refresh(attempt).get_state_display()
        return _("Stripe says: %(state)s.") % {"state": state}


class OnlineSeen(OnlineAct):
    def act(self, attempt: OnlinePayment) -> str:
        refunding.see_dispute(attempt, actor=self.request.user)
        return _("It leaves the work board.")


class OnlineWithdraw(AboutPage[OnlinePayment], OnlinePage, ConfirmPage):
    of = pages_of.ONLINE_PAYMENTS
    title = gettext_lazy("Withdraw a charge")
    done = gettext_lazy("It is not taken.")

    def preview(self) -> Preview:
        charge = self.object
        if charge.state != OnlineState.OPEN or charge.kind != OnlineKind.CHARGE:
            return Preview(_("There is nothing to withdraw."), count=0)
        words = _(
            "%(amount)s of %(member)s will not be taken on %(day)s. They were told it would: tell them."
        )
        values = {
            "amount": euros(charge.amount),
            "member": charge.member,
            "day": day(charge.charge_on),
        }
        return Preview(words % values, _("Withdraw"), style="danger")

    def do(self, form: Any) -> None:
        announcing.withdraw_charge(self.object, actor=self.request.user)


class OnlineRefund(AboutPage[OnlinePayment], OnlinePage, SensitiveFormPage):
    """The form that refunds an online payment or a part of it, an act of two people, since money leaves.

    A 404 when nothing of it can be refunded.
    """

    of = pages_of.ONLINE_PAYMENTS
    act = REFUND_ONLINE
    title = gettext_lazy("Refund an online payment")
    intro = gettext_lazy(
        "The money goes back to the card or account it came from. What it paid is due again for as much, and the "
        "member is told by mail."
    )
    form_class = online_forms.RefundForm
    button = gettext_lazy("Refund")
    done = gettext_lazy("The refund is asked of Stripe.")

    def prepare(self) -> None:
        super().prepare()
        if refunding.refundable(self.object) <= ZERO:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {"amount": refunding.refundable(self.object)}

    def get_arguments(self, form: Any) -> dict[str, Any]:
        return {"amount": str(form.cleaned_data["amount"])} if form else {}

    def get_sentence(self, form: Any) -> str:
        words = _(
            "%(amount)s of the %(whole)s that %(member)s paid on line on %(day)s are sent back."
        )
        return words % {
            "amount": euros(form.cleaned_data["amount"]),
            "whole": euros(self.object.amount),
            "member": self.object.member,
            "day": day(self.object.paid_on),
        }


class PayoutList(OnlinePage, ListPage):
    parent = pages_of.ONLINE_PAYMENTS
    title = gettext_lazy("Payouts")
    table_class = online_tables.PayoutTable
    filterset_class = online_tables.PayoutFilter
    csv_name = "payouts"
    counted = ngettext_lazy("%(count)s payout", "%(count)s payouts", "count")

    def get_queryset(self) -> QuerySet[OnlinePayout]:
        return OnlinePayout.objects.select_related("bank_line")


class EventList(OnlinePage, ListPage):
    """The list of the messages of Stripe that coin has not handled yet; a button handles them again."""

    parent = pages_of.ONLINE_PAYMENTS
    title = gettext_lazy("Messages of Stripe that wait")
    table_class = online_tables.EventTable
    filterset_class = online_tables.EventFilter
    csv_name = "events"
    counted = ngettext_lazy("%(count)s message", "%(count)s messages", "count")

    def get_queryset(self) -> QuerySet[OnlineEvent]:
        return OnlineEvent.objects.filter(handled_at=None)

    def get_actions(self) -> list[Action]:
        if not self.get_queryset().exists():
            return []
        again = reverse("office:online-events-again")
        return [Action(_("Try again"), again, "refresh", is_post=True)]


class EventsAgain(OnlinePage):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseRedirect(reverse("office:online-events"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        count = events.handle_waiting(everything=True)
        words = ngettext("%(count)s message handled.", "%(count)s messages handled.", count)
        messages.info(request, words % {"count": count})
        return HttpResponseRedirect(reverse("office:online-events"))
