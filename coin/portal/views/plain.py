"""Pages for anybody, with or without an account."""

from typing import ClassVar

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator

from coin.core.views.pages import Page


@method_decorator(login_not_required, name="dispatch")
class PublicPage(Page):
    """A page that needs no right at all."""

    layout: ClassVar[str] = "portal/layout_public.html"

    def check_rights(self) -> None:
        """Everybody may see it."""
