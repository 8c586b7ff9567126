"""The form of the data that members change themselves."""

from django import forms
from django.utils.translation import gettext_lazy

from coin.members.models import Member


class MyDataForm(forms.ModelForm[Member]):
    """The contact details that members change themselves; only a volunteer changes names and numbers.

    The form is not saved: a service writes its cleaned data.
    """

    class Meta:
        model = Member
        fields = ("email", "phone", "street", "postal_code", "city", "country", "language")

    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters and mails"),
        choices=(("fr", gettext_lazy("French")), ("en", gettext_lazy("English"))),
    )
