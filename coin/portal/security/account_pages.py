"""Pages about the person's own account: for everybody who is signed in, member or not."""

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
        """Being signed in is enough, and Django's LoginRequiredMiddleware has checked that."""


def name_of(factor: Authenticator) -> str:
    """The name of a second factor: the one that the person gave a passkey, or “Application”."""
    by_code = factor.type == Authenticator.Type.TOTP
    return _("Application") if by_code else str(factor.wrap().name)


# Asks the person again who they are, unless they proved it in the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT).
# No browser keeps the page: it may show a secret.
sure_of_who = method_decorator(
    [never_cache, reauthentication_required(app="allauth.mfa")], name="dispatch"
)
