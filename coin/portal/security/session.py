"""Coming in, going out, and the language."""

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
    """By login or address and password; a second factor is asked for next, by those who have one."""

    template_name = "portal/security/sign_in.html"
    form_class = SignInForm
    extra_context = {"title": _("Sign in")}


class SignInByPasskey(LoginWebAuthnView):
    """What passkeys.js asks for and sends; a refusal is told on the sign-in page."""

    form_class = SignInByPasskeyForm
    http_method_names = ["get", "post"]


class SecondFactor(AuthenticateView):
    """After the password: a code, or a passkey."""

    template_name = "portal/security/second_factor.html"
    form_class = CodeForm
    webauthn_form_class = CodeOrPasskeyForm
    extra_context = {"title": _("One more step")}


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    """By POST only: a link elsewhere must not sign anybody out. Also for who gives up half-way in."""

    http_method_names = ["post"]


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Where one lands after signing in: the office for volunteers, the portal for members."""
    return redirect("office:home" if request.user.is_volunteer else "portal:home")


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language in a cookie of ours, and go back."""
    return set_language(request)
