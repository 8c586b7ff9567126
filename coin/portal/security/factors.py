"""Adding and removing second factors (applications and passkeys), and their recovery codes."""

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage
from coin.members.sign_in import second_factor
from coin.members.sign_in.reset_factor import (
    add_application,
    add_passkey,
    remove_factor,
    renew_recovery_codes,
)
from coin.portal.money.transfer import draw
from coin.portal.security.account_pages import AccountPage, name_of, sure_of_who
from coin.portal.security.forms import ApplicationForm, PasskeyForm


class AddFactor(AccountPage, FormPage):
    """The base of the forms that add a second factor to one's account.

    `do` ends by `added`: the session counts as having shown the factor, and the first one leads to its recovery codes.
    """

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def added(self, *, with_codes: bool) -> str:
        second_factor.remember(self.request.session, self.request.user)
        return reverse("recovery-codes" if with_codes else "security")


@sure_of_who
class AddApplication(AddFactor):
    template_name = "portal/security/add_application.html"
    title = gettext_lazy("Add an application")
    button = gettext_lazy("Add this application")
    done = gettext_lazy("From now on, a code of your application is asked for when you sign in.")
    form_class = ApplicationForm

    def show(self, form: forms.Form, status: int = 200) -> Any:
        self.secret = form.secret  # type: ignore[attr-defined]  # drawn by allauth's form, kept in the session
        return super().show(form, status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = get_adapter().build_totp_url(self.request.user, self.secret)
        qr_code = draw(segno.make(url, error="m"), _("QR code for your application"))
        return super().get_context_data(qr_code=qr_code, secret=self.secret, **kwargs)

    def do(self, form: ApplicationForm) -> str:
        user = self.request.user
        with_codes = add_application(user, secret=form.secret, actor=user)
        clear_totp_secret(self.request)  # else the session would keep it in clear
        return self.added(with_codes=with_codes)


@sure_of_who
class AddPasskey(AddFactor):
    template_name = "portal/security/add_passkey.html"
    title = gettext_lazy("Add a passkey")
    done = gettext_lazy("You can sign in with this passkey, without a password.")
    form_class = PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = begin_registration(self.request.user, passwordless=True)
        return super().get_context_data(options=options, **kwargs)

    def do(self, form: PasskeyForm) -> str:
        user = self.request.user
        with_codes = add_passkey(
            user,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
            actor=user,
        )
        return self.added(with_codes=with_codes)


@sure_of_who
class RemoveFactor(AccountPage, ConfirmPage):
    title = gettext_lazy("Remove a second factor")
    done = gettext_lazy("It is removed.")

    def prepare(self) -> None:
        factors = second_factor.factors(self.request.user)
        self.factor = get_object_or_404(factors, pk=self.kwargs["pk"])
        self.is_last = factors.count() == 1

    def preview(self) -> Preview:
        warnings = []
        if self.is_last:
            warnings.append(
                _(
                    "It is the last one: your recovery codes go with it, and you are signed out everywhere else."
                )
            )
            if self.request.user.is_volunteer and second_factor.is_compulsory():
                warnings.append(_("The office stays closed to you until you set up another one."))
        sentence = _("“%(name)s” will no longer be asked for nor accepted.")
        name = name_of(self.factor)
        return Preview(sentence % {"name": name}, _("Remove it"), warnings=warnings, style="danger")

    def do(self, form: Any) -> None:
        session, user = self.request.session, self.request.user
        remove_factor(self.factor, actor=user, keep=session.session_key)
        if self.is_last:
            second_factor.forget(session)


@sure_of_who
class RecoveryCodes(AccountPage):
    """The recovery codes that are left, shown as often as the person likes once they have proved who they are."""

    template_name = "portal/security/recovery_codes.html"
    title = gettext_lazy("Recovery codes")
    subtitle = gettext_lazy("For the day you lose your phone or your key.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(
            Authenticator, user=self.request.user, type=Authenticator.Type.RECOVERY_CODES
        )
        return super().get_context_data(codes=row.wrap().get_unused_codes(), **kwargs)


@sure_of_who
class RenewRecoveryCodes(AccountPage, ConfirmPage):
    title = gettext_lazy("New recovery codes")
    done = gettext_lazy("These are your new recovery codes.")

    def preview(self) -> Preview:
        sentence = _("Ten new codes are made; the former ones no longer work.")
        return Preview(sentence, _("Make new codes"))

    def do(self, form: Any) -> str:
        renew_recovery_codes(self.request.user, actor=self.request.user)
        return reverse("recovery-codes")
