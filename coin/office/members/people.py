"""What volunteers do to a member's further contacts, papers, representatives and accounts of its people."""

from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.downloads import download
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage, Link, Page
from coin.members import capabilities
from coin.members.models import (
    Attachment,
    Contact,
    Member,
    OrganisationAccount,
    PostalAddress,
    Representative,
)
from coin.members.people import forms, previews
from coin.members.people.attachments import add_attachment, remove_attachment
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
from coin.office.members.views import MemberPage, member_link
from coin.office.shared.tables import member_url

Row = TypeVar("Row", bound=Model)


class OfMember(Page, Generic[Row]):
    """A page about something of a member who is not archived: `row`, found by its number."""

    capability = capabilities.EDIT
    rows: ClassVar[QuerySet[Any]]
    row: Row

    def prepare(self) -> None:
        try:
            self.row = self.rows.all().get(pk=self.kwargs["pk"], member__archived_at=None)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    @property
    def member(self) -> Member:
        member: Member = self.row.member  # type: ignore[attr-defined]  # each of them has one
        return member

    def get_parent(self) -> Link:
        return member_link(self.member)


class ContactNew(MemberPage):
    title = gettext_lazy("Add an e-mail or a phone")
    form_class = forms.ContactForm
    button = gettext_lazy("Add")
    done = gettext_lazy("Added.")

    def do(self, form: forms.ContactForm) -> str:
        add_contact(self.member, actor=self.request.user, **form.cleaned_data)
        return member_url(self.member)


class ContactEdit(OfMember[Contact], FormPage):
    rows = Contact.objects.select_related("member")
    title = gettext_lazy("Change a contact")
    form_class = forms.ChangeContactForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"value": self.row.value, "label": self.row.label}

    def do(self, form: forms.ChangeContactForm) -> str:
        change_contact(self.row, actor=self.request.user, **form.cleaned_data)
        return member_url(self.member)


class ContactRemove(OfMember[Contact], ConfirmPage):
    rows = Contact.objects.select_related("member")
    title = gettext_lazy("Remove a contact")
    done = gettext_lazy("Removed.")

    def preview(self) -> Preview:
        sentence = _("%(value)s is removed from the record of %(member)s.")
        words = {"value": self.row.value, "member": self.member}
        return Preview(sentence % words, _("Remove"), style="danger")

    def do(self, form: Any) -> str:
        remove_contact(self.row, actor=self.request.user)
        return member_url(self.member)


class AddressNew(MemberPage):
    title = gettext_lazy("Add a postal address")
    form_class = forms.AddressForm
    button = gettext_lazy("Add")
    done = gettext_lazy("Added.")

    def do(self, form: forms.AddressForm) -> str:
        add_address(self.member, actor=self.request.user, **form.cleaned_data)
        return member_url(self.member)


class AddressEdit(OfMember[PostalAddress], FormPage):
    rows = PostalAddress.objects.select_related("member")
    title = gettext_lazy("Change a postal address")
    form_class = forms.AddressForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in ADDRESS_FIELDS}

    def do(self, form: forms.AddressForm) -> str:
        change_address(self.row, actor=self.request.user, **form.cleaned_data)
        return member_url(self.member)


class AddressRemove(OfMember[PostalAddress], ConfirmPage):
    rows = PostalAddress.objects.select_related("member")
    title = gettext_lazy("Remove a postal address")
    done = gettext_lazy("Removed.")

    def preview(self) -> Preview:
        sentence = _("%(value)s is removed from the record of %(member)s.")
        words = {"value": self.row, "member": self.member}
        return Preview(sentence % words, _("Remove"), style="danger")

    def do(self, form: Any) -> str:
        remove_address(self.row, actor=self.request.user)
        return member_url(self.member)


class PaperNew(MemberPage):
    title = gettext_lazy("Add a paper")
    intro = gettext_lazy("Only volunteers who see members, and the member, can read it.")
    form_class = forms.PaperForm
    button = gettext_lazy("Add the paper")
    done = gettext_lazy("The paper is added.")

    def do(self, form: forms.PaperForm) -> str:
        add_attachment(self.member, actor=self.request.user, **form.cleaned_data)
        return member_url(self.member)


class PaperFile(OfMember[Attachment]):
    """The file itself, for those who see members."""

    capability = capabilities.SEE
    rows = Attachment.objects.select_related("member")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        paper = self.row
        return download(paper.file, name=paper.name, content_type=paper.content_type)


class PaperRemove(OfMember[Attachment], ConfirmPage):
    rows = Attachment.objects.select_related("member")
    title = gettext_lazy("Remove a paper")
    done = gettext_lazy("The paper is removed.")

    def preview(self) -> Preview:
        sentence = _("“%(name)s” is removed for good, its file too.")
        return Preview(sentence % {"name": self.row.name}, _("Remove the paper"), style="danger")

    def do(self, form: Any) -> str:
        remove_attachment(self.row, actor=self.request.user)
        return member_url(self.member)


class RepresentativeNew(MemberPage):
    title = gettext_lazy("Add somebody who acts for this member")
    form_class = forms.RepresentativeForm
    button = gettext_lazy("Add this person")
    done = gettext_lazy("This person may act for the member; a mail told them.")

    def do(self, form: forms.RepresentativeForm) -> str:
        invite_representative(self.member, actor=self.request.user, **form.cleaned_data)
        return member_url(self.member)


class RepresentativeEnd(OfMember[Representative], ConfirmPage):
    rows = Representative.objects.select_related("member", "user")
    title = gettext_lazy("End a representation")
    form_class = forms.EndRepresentativeForm
    done = gettext_lazy("The representation ends.")

    def preview(self) -> Preview:
        return previews.representation_end(self.row)

    def do(self, form: forms.EndRepresentativeForm) -> str:
        end_representative(self.row, on=form.cleaned_data["on"], actor=self.request.user)
        return member_url(self.member)


class AccountNew(MemberPage):
    title = gettext_lazy("Add a person of this organisation")
    intro = gettext_lazy(
        "They get an account in the organisation's services, and a mail to choose its password."
    )
    form_class = forms.NewAccountForm
    button = gettext_lazy("Add this person")
    done = gettext_lazy("The person is added; a mail lets them choose their password.")

    def do(self, form: forms.NewAccountForm) -> str:
        typed = form.cleaned_data
        login = typed.pop("login") or suggest_login(typed["name"])
        add_organisation_account(self.member, login=login, actor=self.request.user, **typed)
        return member_url(self.member)


class AccountEdit(OfMember[OrganisationAccount], FormPage):
    rows = OrganisationAccount.objects.filter(removed_at=None).select_related("member")
    title = gettext_lazy("Change a person of this organisation")
    form_class = forms.ChangeAccountForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.row.name, "email": self.row.email}

    def do(self, form: forms.ChangeAccountForm) -> str:
        change_organisation_account(self.row, actor=self.request.user, **form.cleaned_data)
        return member_url(self.member)


class AccountRemove(OfMember[OrganisationAccount], ConfirmPage):
    rows = OrganisationAccount.objects.select_related("member")
    title = gettext_lazy("Remove a person of this organisation")
    done = gettext_lazy("The account is removed.")

    def preview(self) -> Preview:
        return previews.account_removal(self.row)

    def do(self, form: Any) -> str:
        remove_organisation_account(self.row, actor=self.request.user)
        return member_url(self.member)


class AccountLink(OfMember[OrganisationAccount], ConfirmPage):
    rows = OrganisationAccount.objects.filter(removed_at=None).select_related("member")
    title = gettext_lazy("Send the password link again")
    done = gettext_lazy("The link is on its way.")

    def preview(self) -> Preview:
        return previews.password_link(self.row)

    def do(self, form: Any) -> str:
        send_password_link(self.row, actor=self.request.user)
        return member_url(self.member)
