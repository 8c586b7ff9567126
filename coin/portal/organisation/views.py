"""Further contacts, papers, those who act for a member, the people of an organisation."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.downloads import download
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import Action, FormPage
from coin.core.views.places import Place
from coin.members.enums import MemberKind
from coin.members.models import Contact, OrganisationAccount, PostalAddress, Representative
from coin.members.people import forms, previews
from coin.members.people.contacts import (
    ADDRESS_FIELDS,
    add_address,
    add_contact,
    change_address,
    change_contact,
    remove_address,
    remove_contact,
)
from coin.members.people.organisation_accounts import (
    add_organisation_account,
    change_organisation_account,
    remove_organisation_account,
    send_password_link,
)
from coin.members.people.representatives import end_representative, invite_representative
from coin.members.sign_in.logins import suggest_login
from coin.portal.shared.pages import MY_DATA, MemberPage, MemberRecord
from coin.portal.shared.roles import Part

REPRESENTATIVES = Place(gettext_lazy("Who acts for me"), "portal:representatives")
ACCOUNTS = Place(gettext_lazy("Our people"), "portal:accounts")


class ContactNew(MemberPage, FormPage):
    title = gettext_lazy("Add an e-mail or a phone")
    parent = MY_DATA
    form_class = forms.ContactForm
    button = gettext_lazy("Add")
    done = gettext_lazy("Added.")

    def do(self, form: forms.ContactForm) -> None:
        add_contact(self.member, actor=self.request.user, **form.cleaned_data)


class OneContact(MemberRecord[Contact]):
    parent = MY_DATA

    def get_queryset(self) -> QuerySet[Contact]:
        return self.member.contacts.all()


class ContactEdit(OneContact, FormPage):
    title = gettext_lazy("Change a contact")
    form_class = forms.ChangeContactForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"value": self.object.value, "label": self.object.label}

    def do(self, form: forms.ChangeContactForm) -> None:
        change_contact(self.object, actor=self.request.user, **form.cleaned_data)


class ContactRemove(OneContact, ConfirmPage):
    title = gettext_lazy("Remove a contact")
    done = gettext_lazy("Removed.")

    def preview(self) -> Preview:
        sentence = _("The association no longer has %(value)s to reach you.")
        return Preview(sentence % {"value": self.object.value}, _("Remove"), style="danger")

    def do(self, form: Any) -> None:
        remove_contact(self.object, actor=self.request.user)


class AddressNew(MemberPage, FormPage):
    title = gettext_lazy("Add a postal address")
    parent = MY_DATA
    form_class = forms.AddressForm
    button = gettext_lazy("Add")
    done = gettext_lazy("Added.")

    def do(self, form: forms.AddressForm) -> None:
        add_address(self.member, actor=self.request.user, **form.cleaned_data)


class OneAddress(MemberRecord[PostalAddress]):
    parent = MY_DATA

    def get_queryset(self) -> QuerySet[PostalAddress]:
        return self.member.addresses.all()


class AddressEdit(OneAddress, FormPage):
    title = gettext_lazy("Change a postal address")
    form_class = forms.AddressForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in ADDRESS_FIELDS}

    def do(self, form: forms.AddressForm) -> None:
        change_address(self.object, actor=self.request.user, **form.cleaned_data)


class AddressRemove(OneAddress, ConfirmPage):
    title = gettext_lazy("Remove a postal address")
    done = gettext_lazy("Removed.")

    def preview(self) -> Preview:
        sentence = _("The association no longer has %(value)s to reach you.")
        return Preview(sentence % {"value": self.object}, _("Remove"), style="danger")

    def do(self, form: Any) -> None:
        remove_address(self.object, actor=self.request.user)


class Paper(MemberPage):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        paper = get_object_or_404(self.member.attachments, **kwargs)
        return download(paper.file, name=paper.name, content_type=paper.content_type)


class Representatives(MemberPage):
    template_name = "portal/organisation/representatives.html"
    parent = MY_DATA

    def get_title(self) -> str:
        if self.member.kind == MemberKind.ORGANISATION:
            return _("Who acts for %(member)s") % {"member": self.member.name}
        return _("Who acts for me")

    def get_actions(self) -> list[Action]:
        url = reverse("portal:representative-new")
        return [Action(_("Add somebody"), url, "user-plus", style="primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = self.member.representatives.select_related("user").order_by("starts_on", "pk")
        present = [row for row in rows if row.ends_on is None or row.ends_on > today]
        return super().get_context_data(representatives=present, today=today, **kwargs)


class RepresentativeNew(MemberPage, FormPage):
    title = gettext_lazy("Let somebody act for me")
    parent = REPRESENTATIVES
    form_class = forms.RepresentativeForm
    button = gettext_lazy("Add this person")
    done = gettext_lazy("This person may act for you; a mail told them.")

    def do(self, form: forms.RepresentativeForm) -> None:
        invite_representative(self.member, actor=self.request.user, **form.cleaned_data)


class RepresentativeEnd(MemberRecord[Representative], ConfirmPage):
    title = gettext_lazy("End a representation")
    parent = REPRESENTATIVES
    form_class = forms.EndRepresentativeForm
    done = gettext_lazy("The representation ends.")

    def get_queryset(self) -> QuerySet[Representative]:
        return self.member.representatives.select_related("member", "user")

    def preview(self) -> Preview:
        return previews.representation_end(self.object)

    def do(self, form: forms.EndRepresentativeForm) -> str | None:
        user = self.request.user
        end_representative(self.object, actor=user, **form.cleaned_data)
        # Whoever ended their own representation may no longer see the others.
        return reverse("portal:home") if self.object.user_id == user.pk else None


class OrganisationPage(MemberPage):
    """The base of the pages about the people of an organisation: a 404 for a member who is a person."""

    part = Part.SERVICES

    def check_rights(self) -> None:
        super().check_rights()
        if self.member.kind != MemberKind.ORGANISATION:
            raise Http404


class Accounts(OrganisationPage):
    """The list of the people of an organisation who have accounts in its services, without those removed."""

    template_name = "portal/organisation/accounts.html"
    title = gettext_lazy("Our people")
    subtitle = gettext_lazy("Those who have an account in the services of the organisation.")

    def get_actions(self) -> list[Action]:
        url = reverse("portal:account-new")
        return [Action(_("Add a person"), url, "user-plus", style="primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = self.member.accounts.filter(removed_at=None).order_by("name")
        return super().get_context_data(accounts=present, **kwargs)


class AccountNew(OrganisationPage, FormPage):
    title = gettext_lazy("Add a person")
    parent = ACCOUNTS
    intro = gettext_lazy(
        "They get an account in your services, and a mail to choose its password: nobody else knows it."
    )
    form_class = forms.NewAccountForm
    button = gettext_lazy("Add this person")
    done = gettext_lazy("The person is added; a mail lets them choose their password.")

    def do(self, form: forms.NewAccountForm) -> None:
        typed = form.cleaned_data
        login = typed.pop("login") or suggest_login(typed["name"])
        add_organisation_account(self.member, login=login, actor=self.request.user, **typed)


class OneAccount(OrganisationPage, MemberRecord[OrganisationAccount]):
    parent = ACCOUNTS

    def get_queryset(self) -> QuerySet[OrganisationAccount]:
        return self.member.accounts.select_related("member").filter(removed_at=None)


class AccountEdit(OneAccount, FormPage):
    title = gettext_lazy("Change a person")
    form_class = forms.ChangeAccountForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name, "email": self.object.email}

    def do(self, form: forms.ChangeAccountForm) -> None:
        change_organisation_account(self.object, actor=self.request.user, **form.cleaned_data)


class AccountRemove(OneAccount, ConfirmPage):
    title = gettext_lazy("Remove a person")
    done = gettext_lazy("The account is removed.")

    def preview(self) -> Preview:
        return previews.account_removal(self.object)

    def do(self, form: Any) -> None:
        remove_organisation_account(self.object, actor=self.request.user)


class AccountLink(OneAccount, ConfirmPage):
    title = gettext_lazy("Send the password link again")
    done = gettext_lazy("The link is on its way.")

    def preview(self) -> Preview:
        return previews.password_link(self.object)

    def do(self, form: Any) -> None:
        send_password_link(self.object, actor=self.request.user)
