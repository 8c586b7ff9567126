"""Signing in, signing out, and the language."""

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from coin.core.requests import SignedInRequest
from coin.portal.security.forms import CodeForm, CodeOrPasskeyForm, SignInByPasskeyForm, SignInForm


class SignIn(LoginView):
    """The page to sign in by login or e-mail, and password. Those who have a second factor are asked for it next."""

    template_name = "portal/security/sign_in.html"
    form_class = SignInForm
    extra_context = {"title": _("Sign in")}


class SignInByPasskey(LoginWebAuthnView):
    """Sign in by passkey: passkeys.js asks for the options and sends the answer. The sign-in page tells a refusal."""

    form_class = SignInByPasskeyForm
    http_method_names = ["get", "post"]


class SecondFactor(AuthenticateView):
    """The page after the password, for those who have a second factor: a code, or a passkey."""

    template_name = "portal/security/second_factor.html"
    form_class = CodeForm
    webauthn_form_class = CodeOrPasskeyForm
    extra_context = {"title": _("One more step")}


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    """Sign out, by POST only: a link on another site must not sign anybody out.

    It needs no session, since somebody who gives up at the second factor is not signed in yet.
    """

    http_method_names = ["post"]


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Where signing in leads: the office for volunteers, the portal for the others."""
    return redirect("office:home" if request.user.is_volunteer else "portal:home")


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language of the POST in a cookie, and go back to the page that it names."""
    return set_language(request)
