"""Access to pages: the capability that a page names, and the groups to ask for it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.generic import View

from coin.core import capabilities
from coin.core.hooks import Hook
from coin.core.requests import SignedInRequest

# The names of the groups that hold a capability, by its slug: core knows no groups.
HOLDERS = Hook[[str], list[str]]()
holders_of = HOLDERS.first


class CapabilityMissing(PermissionDenied):
    """The person holds no seat that gives this capability; the 403 page says whom to ask."""

    def __init__(self, slug: str) -> None:
        known = capabilities.known().get(slug)
        super().__init__(_("This page needs a right that your account does not hold."))
        self.slug = slug
        self.label = str(known.label) if known else slug


class CapabilityRequired(View):
    """A page that needs `capability`. When it is empty, any seat in a working group is enough."""

    capability: "capabilities.Capability | str" = ""
    request: SignedInRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_rights()
        response = super().dispatch(request, *args, **kwargs)
        # A page shows what its reader may see: no shared cache keeps it, and a browser asks before it shows it again.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def check_rights(self) -> None:
        """Raise CapabilityMissing unless the person holds `capability`.

        Where it is empty, raise PermissionDenied unless the person holds a seat.
        """
        slug = str(self.capability)
        user = self.request.user
        if slug and not user.has_capability(slug):
            raise CapabilityMissing(slug)
        if not slug and not user.is_volunteer:
            raise PermissionDenied(
                _("This part is for the volunteers who hold a seat in a working group.")
            )
