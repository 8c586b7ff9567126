"""Pages that preview an act, then do it: whom it touches, how much, what is odd, and a button that names the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coin.core.errors import DomainError, InvalidInput
from coin.core.views.pages import Page, put_beside_field


@dataclass(frozen=True)
class Preview:
    """What will happen: a sentence, figures, warnings and a button. Without a button, the act cannot be done now.

    `count` is how many things change. It travels with the press of the button: when it differs by then, the preview is
    shown again, so that the act is the one that was shown. `facts` are pairs of a label and a value; `style` is the
    button's, "primary" or "danger".
    """

    sentence: Any
    button: Any = ""
    count: int = 1
    facts: Sequence[tuple[Any, Any]] = ()
    warnings: Sequence[Any] = ()
    style: str = "primary"


class ConfirmPage(Page):
    """The base of a page that shows an act before it is done. A subclass gives `preview` and `do`.

    GET shows `preview`, which writes nothing; POST calls `do`, which calls one service and returns the address to go
    to. When `do` returns None, the page goes to the address that it leads back to. `done` is the message shown there.
    A DomainError of `do` is shown with the preview.
    """

    template_name = "core/confirm_page.html"
    form_class: ClassVar[type[forms.Form] | None] = None
    done: "str | Promise" = ""

    def preview(self) -> Preview:
        raise NotImplementedError

    def do(self, form: Any) -> str | None:
        """Call the service; return the address to go to, or None. `form` is valid, or None when the page has none."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form(self, data: Any = None) -> forms.Form | None:
        return self.form_class(data, initial=self.get_initial()) if self.form_class else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        return self.show(self.preview(), self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        preview, form = self.preview(), self.get_form(request.POST)
        if request.POST.get("count") != str(preview.count):
            return self.show(
                preview, form, refusal=_("Something changed meanwhile: this is how it is now.")
            )
        if form and not form.is_valid():
            return self.show(preview, form, status=InvalidInput.status)
        try:
            target = self.do(form) or self.get_back_url()
        except DomainError as error:
            return self.refuse(preview, form, error)
        if self.done:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(target)

    def refuse(self, preview: Preview, form: forms.Form | None, error: DomainError) -> HttpResponse:
        if form:
            put_beside_field(form, error)
            return self.show(preview, form, status=error.status)
        return self.show(preview, form, refusal=str(error.message), status=error.status)

    def show(
        self,
        preview: Preview,
        form: forms.Form | None,
        *,
        refusal: str = "",
        status: int | None = None,
    ) -> HttpResponse:
        context = self.get_context_data(
            preview=preview, form=form, refusal=refusal, back_url=self.get_back_url()
        )
        return self.render_to_response(
            context, status=status or (DomainError.status if refusal else 200)
        )
