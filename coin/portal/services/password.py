"""The password of the services: set in the portal for the person's own login, or by a mailed link for a person of an
organisation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.pages import FormPage
from coin.members.models import OrganisationAccount
from coin.members.people.forms import ServicesPasswordForm
from coin.members.people.organisation_accounts import set_directory_password
from coin.members.sign_in import directory_passwords
from coin.portal.security.account_pages import sure_of_who
from coin.portal.shared.pages import MY_DATA, MemberPage
from coin.portal.shared.plain import SecretPage
from coin.portal.shared.roles import Part


@sure_of_who
class SureMemberPage(MemberPage):
    """The base of the pages that ask the person again who they are, so that nobody can use a session left open."""


class MyServicesPassword(SureMemberPage, FormPage):
    """The form that sets the password of the person's own services: it opens their mail and files."""

    part = Part.COMMON
    title = gettext_lazy("Password of my services")
    parent = MY_DATA
    form_class = ServicesPasswordForm
    button = gettext_lazy("Set this password")
    done = gettext_lazy("Your services take this password within a few minutes.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_rights()  # before they are asked who they are: their role may not open this page
        return super().dispatch(request, *args, **kwargs)

    @property
    def intro(self) -> str:  # type: ignore[override]  # it names the login
        return _(
            "The services of the association (mail, files, discussion...) know you as %(login)s. Their password is"
            " another one than that of these pages."
        ) % {"login": self.request.user.login}

    def do(self, form: ServicesPasswordForm) -> None:
        set_directory_password(
            self.request.user,
            password=form.cleaned_data["password"],
            actor=self.request.user,
            member_number=self.member.number,
        )


class ServicesPassword(SecretPage, FormPage):
    """Where the link mailed to a person of an organisation leads: the form of the password of their services.

    The link went to the person's own address: having it proves who they are. One that is over only says so.

    Opening the link changes nothing, since programs that look at mail open links; the form sets the password.
    """

    title = gettext_lazy("Password of my services")
    form_class = ServicesPasswordForm
    button = gettext_lazy("Set this password")
    account: OrganisationAccount | None = None

    def prepare(self) -> None:
        self.account = directory_passwords.account_of(self.kwargs["token"])

    @property
    def intro(self) -> str:  # type: ignore[override]  # it names the login
        if self.account is None:
            return ""
        words = {"login": self.account.login, "member": self.account.member.name}
        return _("For %(login)s, in the services of %(member)s.") % words

    def get_template_names(self) -> list[str]:
        return ["core/form_page.html" if self.account else "portal/services/link_over.html"]

    def get_back_url(self) -> str:
        return reverse("public")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        # A link that was used meanwhile shows that it is over, rather than a form that goes nowhere.
        return super().post(request, *args, **kwargs) if self.account else self.get(request)

    def do(self, form: ServicesPasswordForm) -> str:
        assert self.account is not None
        password = form.cleaned_data["password"]
        set_directory_password(self.account, password=password, actor=None)
        messages.success(self.request, _("Your services take this password within a few minutes."))
        return reverse("public")
