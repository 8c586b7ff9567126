"""My direct debits: the mandate and the debits announced; signing a mandate on line, and revoking it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.debits import mandate_sheet, mandates
from coin.billing.enums import BatchState, DebitState, MandateState
from coin.billing.models import Debit, Mandate
from coin.core.models import Association
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.downloads import pdf_response
from coin.core.views.pages import Action, FormPage
from coin.core.views.places import Place
from coin.members.models import Member
from coin.portal.money.debit_forms import SignMandateForm
from coin.portal.shared.pages import MemberRecord, MoneyPage

MY_DEBITS = Place(gettext_lazy("Direct debit"), "portal:debits")


def signed_by(member: Member) -> QuerySet[Mandate]:
    """The member's mandates in use, suspended or over: all except those that are not signed yet."""
    return Mandate.objects.filter(member=member).exclude(state=MandateState.DRAFT)


def announced_debits(member: Member) -> QuerySet[Debit]:
    """The member's debits that were announced (by mail) and are not taken yet, those at the bank too."""
    announced = [BatchState.NOTIFIED, BatchState.WRITTEN, BatchState.SENT]
    debits = Debit.objects.filter(mandate__member=member, batch__state__in=announced)
    pending = debits.filter(state__in=[DebitState.PLANNED, DebitState.SENT])
    return pending.select_related("batch", "document")


class MyDebits(MoneyPage):
    template_name = "portal/money/debits.html"
    title = gettext_lazy("Direct debit")
    parent = Place(gettext_lazy("Payments"), "portal:payments")

    @cached_property
    def current(self) -> Mandate | None:
        """The member's mandate in use, or suspended; None without one."""
        live = [MandateState.ACTIVE, MandateState.SUSPENDED]
        return Mandate.objects.filter(member=self.member, state__in=live).first()

    def get_actions(self) -> list[Action]:
        if not mandates.takes_debits(Association.current()):
            return []
        words = _("Change my account") if self.current else _("Pay by direct debit")
        sign = Action(words, reverse("portal:mandate-sign"), "pencil", style="primary")
        if self.current is None:
            return [sign]
        revoke = reverse("portal:mandate-revoke", args=[self.current.pk])
        return [sign, Action(_("Revoke my mandate"), revoke, "circle-x")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            current=self.current,
            mandates=list(signed_by(self.member)),
            coming=list(announced_debits(self.member)),
            is_offered=mandates.takes_debits(Association.current()),
            **kwargs,
        )


class SignMandate(MoneyPage, FormPage):
    """The form by which the member signs a mandate of direct debit: its text, the account, one box to tick.

    The accepted text is kept, as the proof.
    """

    title = gettext_lazy("Sign a direct debit mandate")
    parent = MY_DEBITS
    form_class = SignMandateForm
    button = gettext_lazy("Sign the mandate")
    done = gettext_lazy("Your mandate is signed.")

    def prepare(self) -> None:
        self.intro = mandates.mandate_text(Association.current())

    def get_initial(self) -> dict[str, Any]:
        return {"holder": self.member.name[:70]}  # a SEPA file takes 70 characters

    def do(self, form: SignMandateForm) -> None:
        typed = form.cleaned_data
        mandates.sign_on_line(
            self.member,
            iban=typed["iban"],
            bic=typed["bic"],
            holder=typed["holder"],
            address=get_adapter().get_client_ip(self.request),
            actor=self.request.user,
        )


class SignedMandate(MoneyPage, MemberRecord[Mandate]):
    """The base of the pages about one mandate that the member signed, which is `object`."""

    def get_queryset(self) -> QuerySet[Mandate]:
        return signed_by(self.member).select_related("member")


class MandatePdf(SignedMandate):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return pdf_response(mandate_sheet.to_pdf(self.object), f"mandat-{self.object.rum}.pdf")


class RevokeMandate(SignedMandate, ConfirmPage):
    title = gettext_lazy("Revoke my mandate")
    parent = MY_DEBITS
    done = gettext_lazy("Your mandate is revoked.")

    def preview(self) -> Preview:
        if self.object.state not in mandates.LIVE:
            return Preview(_("This mandate is over already."))
        warnings = []
        if self.object.debits.filter(state=DebitState.SENT).exists():
            warnings.append(
                _("A debit is already at the bank: it may still be taken. Your bank can refuse it.")
            )
        words = _("Nothing more is taken by the mandate %(rum)s. What you owe is to pay otherwise.")
        return Preview(
            words % {"rum": self.object.rum},
            _("Revoke the mandate"),
            warnings=warnings,
            style="danger",
        )

    def do(self, form: Any) -> None:
        mandates.revoke_mandate(
            self.object, actor=self.request.user, reason=_("by the member, in the portal")
        )
