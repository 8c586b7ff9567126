"""The association's pictures in the settings: a picture sent, replaced or removed."""

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.models import Association
from coin.core.services.pictures import set_picture
from coin.core.views.pages import FormPage
from coin.members.capabilities import SETTINGS
from coin.office import pages_of

# By the word in the URL: the field, the page's title, its section on the page of the settings.
PICTURES = {
    "logo": ("logo", gettext_lazy("Logo"), "apparence"),
    "signature": ("donation_signature", gettext_lazy("Signature of tax receipts"), "dons"),
}


class PictureForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("SVG, PNG or JPEG, at most 200 KB. It is printed as it is."),
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove the picture there is"), required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("remove") and not values.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or ask to remove the picture."))
        return values


class SettingsPicture(FormPage):
    parent = pages_of.SETTINGS
    capability = SETTINGS
    form_class = PictureForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The settings are saved.")

    def prepare(self) -> None:
        if self.kwargs["which"] not in PICTURES:
            raise Http404
        self.name, self.label, self.section = PICTURES[self.kwargs["which"]]
        has_picture = bool(getattr(Association.current(), self.name))
        self.intro = _("There is a picture now.") if has_picture else _("There is no picture yet.")

    def get_title(self) -> Any:
        return self.label

    def do(self, form: PictureForm) -> str:
        file = None if form.cleaned_data["remove"] else form.cleaned_data["file"]
        set_picture(self.name, file=file, actor=self.request.user)
        return pages_of.SETTINGS.address(self.section)
