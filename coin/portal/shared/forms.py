"""The form that chooses the member for whom somebody acts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coin.members.models import Member


class ActingAsForm(forms.Form):
    """The member that the pages are about, among `members`, those the person represents."""

    member = forms.ModelChoiceField(
        Member.objects.none(), label=gettext_lazy("Acting for"), empty_label=None
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
