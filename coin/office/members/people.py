"""What volunteers do to a member's contacts, papers and representatives, and to the accounts of an organisation."""

from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.downloads import download
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage, EditPage, Link
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
from coin.office import pages_of
from coin.office.members.views import MemberPage

Row = TypeVar("Row", bound=Model)


class OfMember(AboutPage[Row]):
    """The base of the pages about a row of a member: a contact, a paper, a representative. It leads back to the member.

    A subclass gives `rows`, among which the key in the URL finds `object`. A 404 for an archived member.
    """

    capability = capabilities.EDIT
    rows: ClassVar[QuerySet[Any]]

    def get_object(self) -> Row:
        row: Row = get_object_or_404(self.rows, pk=self.kwargs["pk"], member__archived_at=None)
        return row

    @property
    def member(self) -> Member:
        member: Member = self.object.member  # type: ignore[attr-defined]  # each of these models has one
        return member

    def get_parent(self) -> Link:
        return pages_of.MEMBERS.link_of(self.member)


class ContactNew(MemberPage):
    title = gettext_lazy("Add an e-mail or a phone")
    form_class = forms.ContactForm
    button = gettext_lazy("Add")
    done = gettext_lazy("Added.")

    def do(self, form: forms.ContactForm) -> None:
        add_contact(self.member, actor=self.request.user, **form.cleaned_data)


class ContactEdit(OfMember[Contact], EditPage[Contact]):
    rows = Contact.objects.select_related("member")
    title = gettext_lazy("Change a contact")
    form_class = forms.ChangeContactForm
    fields = ("value", "label")

    def do(self, form: forms.ChangeContactForm) -> None:
        change_contact(self.object, actor=self.request.user, **form.cleaned_data)


class ContactRemove(OfMember[Contact], ConfirmPage):
    rows = Contact.objects.select_related("member")
    title = gettext_lazy("Remove a contact")
    done = gettext_lazy("Removed.")

    def preview(self) -> Preview:
        sentence = _("%(value)s is removed from the record of %(member)s.")
        words = {"value": self.object.value, "member": self.member}
        return Preview(sentence % words, _("Remove"), style="danger")

    def do(self, form: Any) -> None:
        remove_contact(self.object, actor=self.request.user)


class AddressNew(MemberPage):
    title = gettext_lazy("Add a postal address")
    form_class = forms.AddressForm
    button = gettext_lazy("Add")
    done = gettext_lazy("Added.")

    def do(self, form: forms.AddressForm) -> None:
        add_address(self.member, actor=self.request.user, **form.cleaned_data)


class AddressEdit(OfMember[PostalAddress], EditPage[PostalAddress]):
    rows = PostalAddress.objects.select_related("member")
    title = gettext_lazy("Change a postal address")
    form_class = forms.AddressForm
    fields = ADDRESS_FIELDS

    def do(self, form: forms.AddressForm) -> None:
        change_address(self.object, actor=self.request.user, **form.cleaned_data)


class AddressRemove(OfMember[PostalAddress], ConfirmPage):
    rows = PostalAddress.objects.select_related("member")
    title = gettext_lazy("Remove a postal address")
    done = gettext_lazy("Removed.")

    def preview(self) -> Preview:
        sentence = _("%(value)s is removed from the record of %(member)s.")
        words = {"value": self.object, "member": self.member}
        return Preview(sentence % words, _("Remove"), style="danger")

    def do(self, form: Any) -> None:
        remove_address(self.object, actor=self.request.user)


class PaperNew(MemberPage):
    title = gettext_lazy("Add a paper")
    intro = gettext_lazy("Only volunteers who see members, and the member, can read it.")
    form_class = forms.PaperForm
    button = gettext_lazy("Add the paper")
    done = gettext_lazy("The paper is added.")

    def do(self, form: forms.PaperForm) -> None:
        add_attachment(self.member, actor=self.request.user, **form.cleaned_data)


class PaperFile(OfMember[Attachment]):
    """Download the file of a paper, for volunteers who see members."""

    capability = capabilities.SEE
    rows = Attachment.objects.select_related("member")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        paper = self.object
        return download(paper.file, name=paper.name, content_type=paper.content_type)


class PaperRemove(OfMember[Attachment], ConfirmPage):
    rows = Attachment.objects.select_related("member")
    title = gettext_lazy("Remove a paper")
    done = gettext_lazy("The paper is removed.")

    def preview(self) -> Preview:
        sentence = _("“%(name)s” is removed for good, its file too.")
        return Preview(sentence % {"name": self.object.name}, _("Remove the paper"), style="danger")

    def do(self, form: Any) -> None:
        remove_attachment(self.object, actor=self.request.user)


class RepresentativeNew(MemberPage):
    title = gettext_lazy("Add somebody who acts for this member")
    form_class = forms.RepresentativeForm
    button = gettext_lazy("Add this person")
    done = gettext_lazy("This person may act for the member; a mail told them.")

    def do(self, form: forms.RepresentativeForm) -> None:
        invite_representative(self.member, actor=self.request.user, **form.cleaned_data)


class RepresentativeEnd(OfMember[Representative], ConfirmPage):
    rows = Representative.objects.select_related("member", "user")
    title = gettext_lazy("End a representation")
    form_class = forms.EndRepresentativeForm
    done = gettext_lazy("The representation ends.")

    def preview(self) -> Preview:
        return previews.representation_end(self.object)

    def do(self, form: forms.EndRepresentativeForm) -> None:
        end_representative(self.object, on=form.cleaned_data["on"], actor=self.request.user)


class AccountNew(MemberPage):
    title = gettext_lazy("Add a person of this organisation")
    intro = gettext_lazy(
        "They get an account in the organisation's services, and a mail to choose its password."
    )
    form_class = forms.NewAccountForm
    button = gettext_lazy("Add this person")
    done = gettext_lazy("The person is added; a mail lets them choose their password.")

    def do(self, form: forms.NewAccountForm) -> None:
        fields = form.cleaned_data
        login = fields.pop("login") or suggest_login(fields["name"])
        add_organisation_account(self.member, login=login, actor=self.request.user, **fields)


class AccountEdit(OfMember[OrganisationAccount], EditPage[OrganisationAccount]):
    rows = OrganisationAccount.objects.filter(removed_at=None).select_related("member")
    title = gettext_lazy("Change a person of this organisation")
    form_class = forms.ChangeAccountForm
    fields = ("name", "email")

    def do(self, form: forms.ChangeAccountForm) -> None:
        change_organisation_account(self.object, actor=self.request.user, **form.cleaned_data)


class AccountRemove(OfMember[OrganisationAccount], ConfirmPage):
    rows = OrganisationAccount.objects.select_related("member")
    title = gettext_lazy("Remove a person of this organisation")
    done = gettext_lazy("The account is removed.")

    def preview(self) -> Preview:
        return previews.account_removal(self.object)

    def do(self, form: Any) -> None:
        remove_organisation_account(self.object, actor=self.request.user)


class AccountLink(OfMember[OrganisationAccount], ConfirmPage):
    rows = OrganisationAccount.objects.filter(removed_at=None).select_related("member")
    title = gettext_lazy("Send the password link again")
    done = gettext_lazy("The link is on its way.")

    def preview(self) -> Preview:
        return previews.password_link(self.object)

    def do(self, form: Any) -> None:
        send_password_link(self.object, actor=self.request.user)
