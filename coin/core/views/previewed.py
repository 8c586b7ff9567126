"""A form, then the preview of what its answers would do, then the act: for acts that cost money or send mail."""

from typing import Any
from zlib import crc32

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.errors import DomainError, InvalidInput
from coin.core.views.confirm import Preview
from coin.core.views.pages import FormPage, put_beside_field


class PreviewedFormPage(FormPage):
    """The base of a form whose act is previewed. A subclass gives `form_class`, `preview` and `do`.

    GET shows the form; a first POST shows `preview(form)`, the second calls `do(form)`. Nothing typed is lost.
    The act is the one that was shown: when the preview has changed since, it is shown again. After a DomainError of
    `preview` or `do`, the form comes back with the refusal beside its field.
    """

    preview_template_name = "core/previewed_form.html"
    button = gettext_lazy("Continue")

    def preview(self, form: Any) -> Preview:
        """The preview of a valid form. It writes nothing, and may raise DomainError, which the form shows."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        form, step = self.get_form(), request.POST.get("step")
        if not form.is_valid():
            return self.show(form, status=InvalidInput.status)
        if step == "edit":
            return self.show(form)
        try:
            preview = self.preview(form)
            if step != "do" or request.POST.get("seen") != fingerprint(preview):
                return self.show_preview(form, preview, is_new=step == "do")
            target = self.do(form) or self.get_back_url()
        except DomainError as error:
            put_beside_field(form, error)
            return self.show(form, status=error.status)
        if self.done:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(target)

    def show_preview(self, form: forms.Form, preview: Preview, *, is_new: bool) -> HttpResponse:
        refusal = _("Something changed meanwhile: this is how it is now.") if is_new else ""
        context = self.get_context_data(
            form=form,
            preview=preview,
            seen=fingerprint(preview),
            refusal=refusal,
            back_url=self.get_back_url(),
        )
        self.template_name = self.preview_template_name
        return self.render_to_response(context)


def fingerprint(preview: Preview) -> str:
    """A number that two previews share when they say the same."""
    parts = [preview.sentence, *preview.facts, *preview.warnings, preview.count]
    return str(crc32("\n".join(str(part) for part in parts).encode()))
