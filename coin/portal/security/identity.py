"""Proving again who one is before an act that matters, by password, code or passkey; and confirming a new address."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.decorators import rate_limit
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django.views.generic.edit import FormView

from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage
from coin.members.sign_in import email_change
from coin.members.sign_in.services import ask_to_change_email, change_email
from coin.portal.security.account_pages import AccountPage, sure_of_who
from coin.portal.security.forms import (
    ChangeEmailForm,
    ConfirmByCodeForm,
    ConfirmByPasskeyForm,
    ConfirmByPasswordForm,
)


class IsItYou(TemplateResponseMixin, ContextMixin):
    """What coin adds to allauth's three pages that ask the person again who they are: template and title."""

    template_name = "portal/security/confirm_identity.html"
    extra_context = {"title": gettext_lazy("Is it you?")}


class ConfirmByPassword(IsItYou, ReauthenticateView):
    form_class = ConfirmByPasswordForm


class ConfirmByCode(IsItYou, ReauthenticateByCodeView):
    form_class = ConfirmByCodeForm


class ConfirmByPasskey(IsItYou, ReauthenticateWebAuthnView):
    form_class = ConfirmByPasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the refusal on the same page: allauth redirects to sign-in, which sends away whoever is signed in."""
        response: HttpResponse = FormView.form_invalid(self, form)
        return response


@sure_of_who
@method_decorator(rate_limit(action="manage_email"), name="dispatch")
class ChangeEmail(AccountPage, FormPage):
    title = gettext_lazy("Change my e-mail address")
    button = gettext_lazy("Send the link")
    form_class = ChangeEmailForm

    def do(self, form: ChangeEmailForm) -> None:
        user, email = self.request.user, form.cleaned_data["email"]
        ask_to_change_email(user, email=email, actor=user)
        words = _("A link was sent to %(email)s. Your address changes when you open it.")
        self.done = words % {"email": email}


class ConfirmEmail(AccountPage, ConfirmPage):
    """Where the link mailed to a new e-mail address leads, for the owner of the account alone.

    A button saves the address; opening the link does not. A link that is used, over a day old or of another account has
    no button.
    """

    title = gettext_lazy("Change my e-mail address")
    done = gettext_lazy("Your e-mail address is changed.")

    def prepare(self) -> None:
        self.email = email_change.email_of(self.kwargs["token"], self.request.user)

    def preview(self) -> Preview:
        if not self.email:
            return Preview(
                _("This link is not valid any more: used, over a day old, or for another account.")
            )
        words = _("From now on you sign in and are written to at %(email)s instead of %(former)s.")
        sentence = words % {"email": self.email, "former": self.request.user.email}
        return Preview(sentence, _("Change my address"))

    def do(self, form: Any) -> None:
        user = self.request.user
        change_email(user, email=self.email, actor=user)
