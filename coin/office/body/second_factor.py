"""A lost second factor: others remove it, so that its owner can set up another one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.sensitive import SensitiveFormPage
from coin.members import capabilities
from coin.members.models import User
from coin.members.sign_in import second_factor
from coin.members.sign_in.sensitive import RESET_SECOND_FACTOR
from coin.office import pages_of


class LostForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Whose"),
        help_text=gettext_lazy("Make sure that it is them who ask: call them, or see them."),
    )

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not the asker: whoever finds a session left open would otherwise make the account their own.
        people = second_factor.people_with_one().exclude(pk=asker.pk).order_by("name", "login")
        field: Any = self.fields["user"]
        field.queryset = people
        field.label_from_instance = lambda user: f"{user.name} ({user.login})"


class SecondFactorReset(SensitiveFormPage):
    parent = pages_of.GROUPS
    capability = capabilities.SEATS
    act = RESET_SECOND_FACTOR
    title = gettext_lazy("Reset a lost second factor")
    intro = gettext_lazy(
        "Their codes, passkeys and recovery codes stop working, and they are signed out everywhere."
        " They then sign in with their password and set up another one."
    )
    form_class = LostForm
    button = gettext_lazy("Reset the second factor")
    done = gettext_lazy("The second factor is reset.")
    subject: User | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asker": self.request.user}

    def get_subject(self) -> User | None:
        return self.subject

    def get_sentence(self, form: LostForm) -> str:
        user = form.cleaned_data["user"]
        words = _("%(person)s (%(login)s) loses every second factor, and sets up another one.")
        return words % {"person": user, "login": user.login}

    def do(self, form: LostForm) -> str:
        self.subject = form.cleaned_data["user"]
        return super().do(form)
