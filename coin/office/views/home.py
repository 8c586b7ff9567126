"""The office's first page: what waits, by working group."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.core import board
from coin.core.views.pages import Page


class Home(Page):
    template_name = "office/home.html"
    title = _("What waits")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(board=board.lines_for(self.request.user), **kwargs)
