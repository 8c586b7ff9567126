"""The security of the account: password, second factor, recovery codes, where the person is signed in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coin.core.badges import Badge
from coin.core.requests import SignedInRequest
from coin.core.views.places import Place
from coin.members.sign_in import second_factor, sessions
from coin.portal.security.account_pages import AccountPage, name_of
from coin.portal.security.devices import device


class Security(AccountPage):
    template_name = "portal/security/security.html"
    title = gettext_lazy("Security of my account")
    parent = Place(gettext_lazy("My space"), "home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        factors = list(second_factor.factors(user))
        needed = user.is_volunteer and not factors
        return super().get_context_data(
            factors=[shown(factor) for factor in factors],
            has_application=any(factor.type == Authenticator.Type.TOTP for factor in factors),
            second_factor_state=state(bool(factors), needed),
            needed=needed,
            compulsory=second_factor.is_compulsory(),
            codes_left=codes_left(self.request),
            sessions=[
                {
                    "pk": session.pk,
                    "device": device(session.user_agent),
                    "ip": session.ip,
                    "since": session.created_at,
                    "is_this": session.session_key == self.request.session.session_key,
                }
                for session in sessions.sessions_of(user)
            ],
            **kwargs,
        )


def state(has_one: bool, needed: bool) -> Badge:
    """The second factor in a word: in place, missing where it is `needed`, or else none."""
    if has_one:
        return Badge(_("In place"), "good")
    return Badge(_("Missing"), "bad") if needed else Badge(_("None"), "off")


def shown(factor: Authenticator) -> dict[str, Any]:
    """What the page shows of a second factor: its key, icon, name, and when it was added and last used."""
    return {
        "pk": factor.pk,
        "icon": "qrcode" if factor.type == Authenticator.Type.TOTP else "key",
        "name": name_of(factor),
        "since": factor.created_at,
        "used": factor.last_used_at,
    }


def codes_left(request: SignedInRequest) -> int | None:
    """How many recovery codes are not used yet; None when the person was given none."""
    codes = Authenticator.objects.filter(
        user=request.user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(codes.wrap().get_unused_codes()) if codes else None


@require_POST
def end_sessions(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """The button that signs out on another device (`pk`, a UserSession's key), or on all the others (None)."""
    ended = sessions.end_sessions(request.user, keep=request.session.session_key, only=pk)
    if ended:
        messages.success(request, _("You are signed out there."))
    return redirect("security")
