"""Paying on line: the choice of documents, Stripe's page, and the page here that says what became of the payment."""

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
    """The base of the pages that exist while the association takes payments on line: a 404 otherwise."""

    parent = MY_MONEY

    def check_rights(self) -> None:
        super().check_rights()
        if not gateway.is_on():
            raise Http404


@method_decorator(csp_update({"form-action": [gateway.PAGE]}), name="dispatch")
class LeavesForStripe(OnlinePage):
    """The base of the pages that may redirect to a page of Stripe: the CSP allows that to them, and to Stripe alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect) and response.url.startswith(gateway.PAGE):
            # 303 makes the browser ask Stripe's page by GET, whatever the method here (RFC 9110, 15.4.4).
            response.status_code = 303
        return response


class Pay(LeavesForStripe, FormPage):
    """The form of the unpaid documents, all of them ticked at first; its button leads to Stripe's page to pay them.

    Documents whose money comes by itself (a debit, a charge) are shown, not asked.
    """

    title = gettext_lazy("Pay on line")
    form_class = online_forms.PayForm
    button = gettext_lazy("Go to the payment page")
    template_name = "portal/money/pay.html"

    @cached_property
    def unpaid(self) -> list[Any]:
        return list(online_holds.unpaid(self.member))

    @cached_property
    def on_their_way(self) -> set[int]:
        """The unpaid documents (by pk) whose money comes by itself.

        A page of Stripe that is still open does not count: the member may leave it for another payment.
        """
        rows = Document.objects.filter(pk__in=[document.pk for document in self.unpaid])
        return set(rows.filter(online_holds.under_way()).values_list("pk", flat=True))

    def get_form_kwargs(self) -> dict[str, Any]:
        free = [document for document in self.unpaid if document.pk not in self.on_their_way]
        choices = [(document.pk, _words(document)) for document in free]
        return {"choices": choices, "initial": {"documents": [document.pk for document in free]}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        collected = [document for document in self.unpaid if document.pk in self.on_their_way]
        is_free = len(collected) < len(self.unpaid)
        return super().get_context_data(coming=collected, is_free=is_free, **kwargs)

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
    """The base of the pages about one online payment of the member, which is `object`."""

    def get_queryset(self) -> QuerySet[OnlinePayment]:
        return OnlinePayment.objects.filter(member=self.member).select_related("member")

    def url(self) -> str:
        return reverse("portal:online", args=[self.object.pk])


class Attempt(OneAttempt, RecordPage[OnlinePayment]):
    """One online payment, where the member comes back from Stripe.

    Stripe is asked what became of an open payment, whatever the address says, and the answer is saved; when it does not
    answer, the page says so. Two buttons go on with an open payment, or give it up.
    """

    template_name = "portal/money/online.html"
    is_unknown = False

    def get_object(self) -> OnlinePayment:
        attempt = super().get_object()
        if attempt.state in OPEN_ONLINE and (attempt.session_id or attempt.intent_id):
            try:
                return taking.refresh(attempt)
            except (
                DomainError
            ):  # Stripe does not answer: the page says so, and shows what coin knew
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
    """The base of the buttons of the page of an online payment.

    A subclass gives `act`, which returns the URL to go to; a refusal (DomainError) is shown on the payment's page.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Signing in again comes back here by GET: the page bears the button.
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
    """The button that leads back to the page of Stripe that the member left."""

    def act(self) -> str:
        return beginning.page_of(self.object)


class GiveUp(ActOnAttempt):
    def act(self) -> str:
        beginning.give_up(self.object, actor=self.request.user)
        return self.url()


def _words(document: Any) -> str:
    values = {
        "document": f"{document.get_kind_display()} {document.number}",
        "amount": euros(document.rest),
    }
    if document.due_on is None:
        return _("%(document)s: %(amount)s") % values
    words = _("%(document)s: %(amount)s, to be paid by %(day)s")
    return words % {**values, "day": day(document.due_on)}
