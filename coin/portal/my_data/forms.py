"""What a member changes of their own data."""

from django import forms
from django.utils.translation import gettext_lazy

from coin.members.models import Member


class MyDataForm(forms.ModelForm[Member]):
    """What members change themselves. Names and numbers are changed by a volunteer."""

    class Meta:
        model = Member
        fields = ("email", "phone", "street", "postal_code", "city", "country", "language")

    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters and mails"),
        choices=(("fr", gettext_lazy("French")), ("en", gettext_lazy("English"))),
    )
