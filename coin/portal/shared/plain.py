"""Pages for anybody, with or without an account."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from coin.core.views.pages import Page


class PublicPage(Page):
    """The base of the pages that need no right at all, nor an account."""

    layout: ClassVar[str] = "portal/shared/layout_public.html"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        # On the view itself, so that a page which overrides `dispatch` is public too.
        return login_not_required(super().as_view(**initkwargs))

    def check_rights(self) -> None:
        """Everybody may see a public page."""


class SecretPage(PublicPage):
    """The base of the pages that a secret link alone opens: no cache keeps it, no search engine or site learns it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_store=True)
        # Not `no-referrer`: browsers would then hide the origin too, which Django's CSRF check of the form needs.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
