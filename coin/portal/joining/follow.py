"""The candidate's own pages, under a secret link: the state of their request; confirming, answering, withdrawing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.badges import Badge, badge
from coin.core.errors import DomainError
from coin.core.money import ZERO
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage, Link
from coin.members.enums import OPEN_APPLICATIONS, ApplicationState
from coin.members.joining import questions
from coin.members.joining.admissions import send_candidate_link
from coin.members.joining.services import (
    answer_application,
    confirm_application,
    withdraw_application,
)
from coin.members.models import Application, ApplicationMessage, DuesPeriod, User
from coin.members.sign_in import invitations
from coin.members.sign_in.passwords import change_password
from coin.portal.joining.fields import refuse_control_characters
from coin.portal.money.transfer import transfer
from coin.portal.security.forms import NewPasswordForm
from coin.portal.shared.plain import SecretPage


class ApplicationPage(SecretPage):
    """The base of the candidate's pages about the request to join (`application`) whose secret link was opened.

    A 404 for an unknown link.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Application.objects.select_related("plan", "member")
        self.application = get_object_or_404(rows, token=kwargs["token"])

    def get_parent(self) -> Link:
        return Link(_("My request"), self.application.get_absolute_url())


class Follow(ApplicationPage):
    """The state of the request to join, the messages exchanged and, once it is approved, what to pay.

    A button confirms the request: opening the link does not, since mail scanners open links. Once there is a member,
    another button mails a link to choose a password.
    """

    template_name = "portal/joining/join_follow.html"
    title = gettext_lazy("Your request to join")

    def get_badges(self) -> list[Badge]:
        return [badge(ApplicationState, self.application.state)]

    def get_parent(self) -> None:  # type: ignore[override]  # the other pages lead back to this one
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.POST.get("act") == "password":
            self.send_link()
        elif confirm_application(self.application, actor=None):
            messages.success(request, _("Your request is confirmed. The volunteers have it now."))
        return redirect(self.application.get_absolute_url())

    def send_link(self) -> None:
        if send_candidate_link(self.application, actor=None):
            messages.success(self.request, _("A link to choose your password is sent to you."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.application
        context = {
            "application": application,
            "is_open": application.state in OPEN_APPLICATIONS,
            "said": self.said(),
            "email": application.email,
        }
        if application.member is not None:
            context |= self.welcome(application.member.dues.order_by("starts_on").first())
        return super().get_context_data(**context, **kwargs)

    def said(self) -> list[ApplicationMessage]:
        """The messages exchanged so far, without the question that waits: it stands above, with its button."""
        messages = list(self.application.messages.all())
        is_asked = self.application.state == ApplicationState.QUESTIONED
        return messages[:-1] if is_asked else messages

    def welcome(self, period: DuesPeriod | None) -> dict[str, Any]:
        """What the new member has to pay and how, and whether their account still needs a password.

        `period` is the member's first dues period, None when there is none.
        """
        member, user = self.application.member, questions.account_of(self.application)
        owes = period is not None and period.paid_on is None and period.total > ZERO
        return {
            "member": member,
            "period": period,
            "owes": owes,
            "amount": period.total if period else ZERO,
            "transfer": transfer(member, period.total) if owes and period and member else None,
            "user_login": user.login if user else "",
            "needs_password": user is not None and not user.has_usable_password(),
        }


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=4000,
        validators=[refuse_control_characters],
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class Answer(ApplicationPage, FormPage):
    title = gettext_lazy("Answer the volunteers")
    form_class = AnswerForm
    button = gettext_lazy("Send my answer")
    done = gettext_lazy("Your answer is sent. The volunteers have it now.")

    def get_subtitle(self) -> str:
        return self.application.question

    def do(self, form: AnswerForm) -> None:
        answer_application(self.application, text=form.cleaned_data["text"], actor=None)


class Withdraw(ApplicationPage, ConfirmPage):
    title = gettext_lazy("Withdraw my request")
    done = gettext_lazy("Your request is withdrawn.")

    def preview(self) -> Preview:
        if self.application.state not in OPEN_APPLICATIONS:
            return Preview(_("Your request is already closed: there is nothing to withdraw."))
        return Preview(
            _(
                "The volunteers no longer look at your request. To join after all, fill in the form again."
            ),
            _("Withdraw my request"),
            style="danger",
        )

    def do(self, form: Any) -> None:
        withdraw_application(self.application, actor=None)


class Welcome(SecretPage, FormPage):
    """The form of the first password of an account, by the link of a mail, which works once, for seven days.

    It leads to signing in. A link that no longer works is refused at the press.
    """

    template_name = "portal/joining/welcome.html"
    title = gettext_lazy("Choose your password")
    form_class = NewPasswordForm
    button = gettext_lazy("Choose this password")
    done = gettext_lazy("Your password is set. Sign in with it.")
    user: User | None

    def prepare(self) -> None:
        self.user = invitations.user_of(self.kwargs["token"])

    def do(self, form: NewPasswordForm) -> str:
        if self.user is None:  # forged, too old, or the account has a password since
            raise DomainError(_("This link is no longer valid: it works once, for seven days."))
        change_password(self.user, password=form.cleaned_data["password"], actor=self.user)
        return reverse("sign-in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(account=self.user, **kwargs)
