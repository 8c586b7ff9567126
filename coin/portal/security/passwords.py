"""The password of the account: forgotten, set anew by a mailed link, changed."""

from typing import Any

from allauth.account.views import PasswordResetFromKeyView
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.views.pages import FormPage, put_beside_field
from coin.members.sign_in.adapters import AccountAdapter
from coin.members.sign_in.passwords import change_password
from coin.members.sign_in.services import ask_for_password, reset_password
from coin.portal.security.account_pages import AccountPage
from coin.portal.security.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from coin.portal.shared.plain import PublicPage


class Forgotten(PublicPage, FormPage):
    """The form that asks for a mailed link, by which a forgotten password is replaced.

    The answer and its cost are the same whether an account has the address or not. Too many tries, of a network or for
    an address, get a 429.
    """

    title = gettext_lazy("Password forgotten")
    intro = gettext_lazy(
        "Give the e-mail address of your account: a link is sent to it, by which you choose a new password."
    )
    button = gettext_lazy("Send me the link")
    form_class = ForgottenForm

    def get_back_url(self) -> str:
        return reverse("sign-in")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Limited by address too, not by network alone: nobody fills somebody's mailbox from many places.
        key = str(request.POST.get("email", "")).strip().lower()
        refusal: HttpResponse | None = ratelimit.consume_or_429(
            request, action="reset_password", key=key
        )
        return refusal or super().post(request, *args, **kwargs)

    def do(self, form: ForgottenForm) -> str:
        ask_for_password(form.cleaned_data["email"], language=get_language() or "fr")
        return reverse("password-asked")


class Asked(PublicPage):
    template_name = "portal/security/password_asked.html"
    title = gettext_lazy("Look at your mail")


class NewPassword(PasswordResetFromKeyView):
    """Where the link of a forgotten password leads, which works once, for a day: the form of a new password.

    It leads to signing in. The second factor stays as it is.
    """

    template_name = "portal/security/new_password.html"
    extra_context = {"title": gettext_lazy("Choose a new password")}

    def get_form_class(self) -> type[NewPasswordForm]:
        return NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        # Without the arguments of allauth's own form (the user, the key), which this form does not take.
        return {
            name: kwargs[name] for name in ("initial", "prefix", "data", "files") if name in kwargs
        }

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        user = self.reset_user
        try:
            reset_password(user, password=form.cleaned_data["password"], actor=user)
        except InvalidInput as error:
            put_beside_field(form, error)
            refused: HttpResponse = self.form_invalid(form)
            return refused
        # Or the failures that made them ask for the link would still keep them out.
        AccountAdapter().forget_failures(self.request, user)
        messages.success(self.request, _("Your password is changed. Sign in with it."))
        return redirect("sign-in")


@method_decorator(rate_limit(action="change_password"), name="dispatch")
class ChangePassword(AccountPage, FormPage):
    """The form that changes one's password, given the present one; it signs the person out everywhere else."""

    title = gettext_lazy("Change my password")
    button = gettext_lazy("Change my password")
    done = gettext_lazy("Your password is changed; you are signed out everywhere else.")
    form_class = ChangePasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def do(self, form: ChangePasswordForm) -> None:
        user = self.request.user
        change_password(user, password=form.cleaned_data["password"], actor=user)
        # The new password ends every session: this one gets a new key, and its row in the list of sessions.
        update_session_auth_hash(self.request, user)
        UserSession.objects.create_from_request(self.request)
