"""What the forms of all steps of reminders share."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coin.core.reminders.letters import PLACEHOLDERS


class StepForm(forms.Form):
    """The base of the forms of one step of a schedule; a subclass gives `model`, `names` and `helps` (texts by field).

    `names` lists its fields; those in `once` are chosen when the step is added, and cannot change afterwards.
    """

    model: ClassVar[type[models.Model]]
    names: ClassVar[tuple[str, ...]]
    once: ClassVar[tuple[str, ...]] = ()
    helps: "ClassVar[dict[str, Promise]]"  # %(words)s becomes the list of placeholders, as {name}

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.names if is_new or name not in self.once]
        self.fields.update(fields_for_model(self.model, fields=names))
        words = ", ".join("{" + name + "}" for name in PLACEHOLDERS)
        for name, sentence in self.helps.items():
            self.fields[name].help_text = str(sentence) % {"words": words}
        self.fields["subject"].help_text = _("Empty: coin's own words.")
        self.fields["days"].widget.attrs["class"] = "short"
