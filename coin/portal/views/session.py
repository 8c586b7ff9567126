"""Coming in, going out, and the language."""

from typing import Any

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from coin.core.requests import SignedInRequest
from coin.portal.forms import ChangePasswordForm, SignInForm


class SignIn(auth.LoginView):
    template_name = "portal/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"title": _("Sign in")}


class SignOut(auth.LogoutView):
    """By POST only: a link elsewhere must not sign anybody out."""

    http_method_names = ["post"]


class ChangePassword(SuccessMessageMixin[Any], auth.PasswordChangeView):
    template_name = "core/form_page.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("home")
    success_message = _("Your password is changed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "layout": "core/layout_plain.html",
            "title": _("Change my password"),
            "button": _("Change my password"),
            "back_url": reverse_lazy("home"),
        }


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Where one lands after signing in: the office for volunteers, the portal for members."""
    return redirect("office:home" if request.user.is_volunteer else "portal:home")


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language in a cookie of ours, and go back."""
    return set_language(request)
