"""The adapters that django-allauth asks of a project: coin's words and addresses, and secrets encrypted at rest.

allauth's own templates are not installed: coin's pages show all that allauth would show.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import encryption
from coin.core.models import Association
from coin.members.models import User

WRONG = gettext_lazy("This login or this password is not right.")
TOO_MANY = gettext_lazy("Too many attempts. Wait a quarter of an hour, then try again.")
WRONG_CODE = gettext_lazy("This code or this key was not accepted. Try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing in. An unknown login, a wrong password and a closed account get the same answer."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": WRONG,
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": gettext_lazy("This is not your password."),
        "invalid_password_reset": gettext_lazy("This link is not valid any more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account comes with membership, not by itself."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show a refusal, which allauth gives as `message`. Successes come as templates: coin's pages tell of these."""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, str(WRONG))
        return redirect("sign-in")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for a person who signed in, or proved who they are, a few minutes ago."""
        records = get_authentication_records(self.request, self.request.user)
        age = time.time() - records[-1]["at"] if records else float("inf")
        return bool(age > app_settings.REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def forget_failures(self, request: HttpRequest, user: User) -> None:
        """Let a person who has just set a new password sign in at once, whatever they failed before."""
        # Failures are counted apart for the login and for the e-mail: both can be typed.
        for credentials in ({"username": user.login}, {"email": user.email}):
            key = self._get_login_attempts_cache_key(request, **credentials)
            ratelimit.clear(request, action="login_failed", key=key)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: codes and passkeys, their secrets encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.login)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return _("Passkey")

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.login, "display_name": user.name}

    def _get_site_name(self) -> str:
        """The name under which phones and browsers keep the account."""
        return Association.current().name
