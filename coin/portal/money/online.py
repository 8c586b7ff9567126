"""Paying on line: what to pay, Stripe's page, and back here, where it is said what became of it."""

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.balance import online_holds
from coin.billing.enums import OPEN_ONLINE, OnlineKind, OnlineState
from coin.billing.models import Document, OnlinePayment
from coin.billing.online import beginning, taking
from coin.billing.online.stripe import gateway
from coin.core.badges import Badge, badge
from coin.core.errors import DomainError
from coin.core.templatetags.coin import day, euros
from coin.core.views.pages import Action, FormPage, Link, RecordPage
from coin.portal.money import online_forms
from coin.portal.shared.pages import MY_MONEY, MemberRecord, MoneyPage


class OnlinePage(MoneyPage):
    """A page that is there when the association takes payments on line."""

    parent = MY_MONEY

    def check_rights(self) -> None:
        super().check_rights()
        if not gateway.is_on():
            raise Http404


@method_decorator(csp_update({"form-action": [gateway.PAGE]}), name="dispatch")
class LeavesForStripe(OnlinePage):
    """A form whose answer is a page of Stripe: the browser may follow it there, and nowhere else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect) and response.url.startswith(gateway.PAGE):
            response.status_code = 303
        return response


class Pay(LeavesForStripe, FormPage):
    """What is left to pay, all of it chosen; what is being collected already is said, not asked."""

    title = gettext_lazy("Pay on line")
    form_class = online_forms.PayForm
    button = gettext_lazy("Go to the payment page")
    template_name = "portal/money/pay.html"

    @cached_property
    def unpaid(self) -> list[Any]:
        return list(online_holds.unpaid(self.member))

    @cached_property
    def on_their_way(self) -> set[int]:
        """What something else collects, besides a payment page that the member may leave for another."""
        rows = Document.objects.filter(pk__in=[one.pk for one in self.unpaid])
        return set(rows.filter(online_holds.under_way()).values_list("pk", flat=True))

    def get_form_kwargs(self) -> dict[str, Any]:
        free = [one for one in self.unpaid if one.pk not in self.on_their_way]
        choices = [(one.pk, _words(one)) for one in free]
        return {"choices": choices, "initial": {"documents": [one.pk for one in free]}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coming = [one for one in self.unpaid if one.pk in self.on_their_way]
        is_free = len(coming) < len(self.unpaid)
        return super().get_context_data(coming=coming, is_free=is_free, **kwargs)

    def do(self, form: online_forms.PayForm) -> str:
        _attempt, url = beginning.pay_documents(
            self.member, actor=self.request.user, **form.cleaned_data
        )
        return url


class TopUp(LeavesForStripe, FormPage):
    title = gettext_lazy("Pay in advance")
    form_class = online_forms.TopUpForm
    button = gettext_lazy("Go to the payment page")

    def do(self, form: online_forms.TopUpForm) -> str:
        _attempt, url = beginning.top_up(self.member, actor=self.request.user, **form.cleaned_data)
        return url


class OneAttempt(LeavesForStripe, MemberRecord[OnlinePayment]):
    """A page about one payment on line of the member's."""

    def get_queryset(self) -> QuerySet[OnlinePayment]:
        return OnlinePayment.objects.filter(member=self.member).select_related("member")

    def url(self) -> str:
        return reverse("portal:online", args=[self.object.pk])


class Attempt(OneAttempt, RecordPage[OnlinePayment]):
    """Where one comes back to: Stripe is asked what became of it, whatever the address says."""

    template_name = "portal/money/online.html"
    is_unknown = False

    def get_object(self) -> OnlinePayment:
        attempt = super().get_object()
        if attempt.state in OPEN_ONLINE and (attempt.session_id or attempt.intent_id):
            try:
                return taking.refresh(attempt)
            except DomainError:
                self.is_unknown = True
        return attempt

    def get_title(self) -> str:
        if self.object.kind == OnlineKind.SETUP:
            return _("My card or account")
        return _("Payment of %(amount)s") % {"amount": euros(self.object.amount)}

    def get_parent(self) -> Link | None:
        if self.object.kind == OnlineKind.SETUP:
            return Link(_("My card or account"), reverse("portal:means"))
        return super().get_parent()

    def get_badges(self) -> list[Badge]:
        is_setup = self.object.kind == OnlineKind.SETUP
        return [] if is_setup else [badge(OnlineState, self.object.state)]

    def get_actions(self) -> list[Action]:
        if self.object.state != OnlineState.OPEN or not self.object.session_id:
            return []
        go = reverse("portal:online-go", args=[self.object.pk])
        stop = reverse("portal:online-stop", args=[self.object.pk])
        return [
            Action(_("Go on"), go, "credit-card", style="primary", is_post=True),
            Action(_("Give up"), stop, "x", is_post=True),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = list(self.object.documents.order_by("issued_on", "pk"))
        return super().get_context_data(documents=documents, is_unknown=self.is_unknown, **kwargs)


class ActOnAttempt(OneAttempt):
    """A button of that page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseRedirect(self.url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return HttpResponseRedirect(self.act())
        except DomainError as error:
            messages.error(request, str(error.message))
            return HttpResponseRedirect(self.url())

    def act(self) -> str:
        raise NotImplementedError


class GoOn(ActOnAttempt):
    """Back to Stripe's page."""

    def act(self) -> str:
        return beginning.page_of(self.object)


class GiveUp(ActOnAttempt):
    def act(self) -> str:
        beginning.give_up(self.object, actor=self.request.user)
        return self.url()


def _words(document: Any) -> str:
    known = {
        "document": f"{document.get_kind_display()} {document.number}",
        "amount": euros(document.rest),
    }
    if document.due_on is None:
        return _("%(document)s: %(amount)s") % known
    words = _("%(document)s: %(amount)s, to be paid by %(day)s")
    return words % {**known, "day": day(document.due_on)}
