"""Pages about one's own account: for whoever is signed in, member or not."""

from typing import ClassVar

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from coin.core.views.pages import Page
from coin.core.views.places import Place


class AccountPage(Page):
    layout: ClassVar[str] = "portal/security/plain.html"
    parent = Place(gettext_lazy("Security of my account"), "security")

    def check_rights(self) -> None:
        """Signing in is enough, and the middleware has seen to it."""


def name_of(factor: Authenticator) -> str:
    """What a person calls a second factor."""
    by_code = factor.type == Authenticator.Type.TOTP
    return _("Application") if by_code else str(factor.wrap().name)


# Asks again who it is, unless they have just said so; what is shown then is kept by no browser.
sure_of_who = method_decorator(
    [never_cache, reauthentication_required(app="allauth.mfa")], name="dispatch"
)
