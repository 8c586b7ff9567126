"""Pages for anybody, with or without an account."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http.response import HttpResponseBase

from coin.core.views.pages import Page


class PublicPage(Page):
    """A page that needs no right at all."""

    layout: ClassVar[str] = "portal/shared/layout_public.html"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        # On the view itself, so that a page which overrides `dispatch` is public too.
        return login_not_required(super().as_view(**initkwargs))

    def check_rights(self) -> None:
        """Everybody may see it."""
