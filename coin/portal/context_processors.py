"""The links of the account menu, on every page."""

from typing import Any

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from coin.core.requests import SignedInRequest
from coin.core.views.pages import Action


def account_links(request: SignedInRequest) -> dict[str, Any]:
    # Lazy: a part of a page that htmx asks for shows no account menu, and need not ask who is a volunteer.
    return {"account_links": SimpleLazyObject(lambda: _links(request))}


def _links(request: SignedInRequest) -> list[Action]:
    """The links to the security of the account, and to the other face: the portal, or the office for volunteers.

    Empty for a person who is not signed in.
    """
    if not request.user.is_authenticated:
        return []
    links = [Action(_("Security of my account"), reverse("security"), "shield-lock")]
    in_office = request.resolver_match and request.resolver_match.namespace == "office"
    if in_office:
        return [Action(_("My member space"), reverse("portal:home"), "user"), *links]
    if request.user.is_volunteer:
        return [Action(_("Office"), reverse("office:home"), "building-community"), *links]
    return links
