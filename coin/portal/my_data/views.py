"""What the association knows of me, and the contact details that I change myself."""

from copy import copy
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.pages import Action, FormPage
from coin.members.people.services import update_member
from coin.portal.my_data.forms import MyDataForm
from coin.portal.shared.pages import MY_DATA, MemberPage
from coin.portal.shared.roles import Part


class MyData(MemberPage):
    """The page of the member's data; nothing is changed here.

    Holders (who may do everything) see all of it; the others see their own account and what their role opens.
    """

    part = Part.COMMON
    template_name = "portal/my_data/me.html"
    title = gettext_lazy("My data")

    def get_actions(self) -> list[Action]:
        if not self.opens(Part.RECORD):
            return []
        change, history = reverse("portal:change-me"), reverse("portal:history")
        return [
            Action(_("Change my contact details"), change, "pencil", style="primary"),
            Action(_("What was done to my record"), history, "history"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {"has_directory": bool(settings.COIN_LDAP["url"])}
        if self.opens(Part.MONEY):
            context["dues"] = self.member.dues.select_related("plan")[:5]
        if self.opens(Part.RECORD):
            context |= {
                "contacts": self.member.contacts.all(),
                "addresses": self.member.addresses.all(),
                "papers": self.member.attachments.all(),
            }
        return super().get_context_data(**context, **kwargs)


class ChangeMyData(MemberPage, FormPage):
    title = gettext_lazy("Change my contact details")
    parent = MY_DATA
    intro = gettext_lazy("To change a name or leave the association, write to us.")
    button = gettext_lazy("Save")
    done = gettext_lazy("Your contact details are saved.")
    form_class = MyDataForm  # type: ignore[assignment]  # a model form is used like any other

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy: a model form writes on its instance before the service compares it with what was typed.
        return {"instance": copy(self.member)}

    def do(self, form: MyDataForm) -> None:
        update_member(self.member, actor=self.request.user, **form.cleaned_data)
