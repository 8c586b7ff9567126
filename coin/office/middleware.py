"""No page of the office opens to a volunteer whose session has not shown a second factor."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from coin.core.requests import SignedInRequest
from coin.members.models import User
from coin.members.sign_in import second_factor


class SecondFactorMiddleware:
    """Leads a volunteer who asks for a page of the office to show their second factor, or to set one up.

    It does so only where the association makes the second factor compulsory. A session that has shown it costs no
    query.
    """

    def __init__(self, get_response: Callable[[SignedInRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: SignedInRequest, *view: Any) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if match is None or match.namespaces[:1] != ["office"] or not user.is_authenticated:
            return None
        if not second_factor.is_compulsory() or second_factor.is_shown(request):
            return None
        # A person without a seat is refused by the page itself, which names the groups to ask.
        return _lead(request, user) if user.is_volunteer else None


def _lead(request: SignedInRequest, user: User) -> HttpResponse:
    types = set(second_factor.factors(user).values_list("type", flat=True))
    if not types:
        return redirect("security")
    by_code = Authenticator.Type.TOTP in types
    page = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    # A redirect loses what was posted: after a POST the volunteer starts again from the first page.
    back = request.get_full_path() if request.method == "GET" else reverse("office:home")
    return redirect(f"{page}?{urlencode({'next': back})}")
