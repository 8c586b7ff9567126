"""Pages about one's own account: for whoever is signed in, member or not."""

from typing import ClassVar

from allauth.account.decorators import reauthentication_required
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from coin.core.views.pages import Link, Page


class AccountPage(Page):
    layout: ClassVar[str] = "portal/security/plain.html"

    def check_rights(self) -> None:
        """Signing in is enough, and the middleware has seen to it."""

    def get_parent(self) -> Link:
        return Link(_("Security of my account"), reverse("security"))


# Asks again who it is, unless they have just said so; what is shown then is kept by no browser.
sure_of_who = method_decorator(
    [never_cache, reauthentication_required(app="allauth.mfa")], name="dispatch"
)
