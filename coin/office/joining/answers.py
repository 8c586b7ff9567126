"""The three answers to a request to join: approve, ask for more, decline."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.money import euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage, FormPage
from coin.members import capabilities
from coin.members.enums import ApplicationState
from coin.members.joining import questions
from coin.members.joining.admissions import WAITING, approve, ask_candidate, decline_application
from coin.members.models import Application
from coin.office import pages_of
from coin.office.joining import forms as typed


class Answer(AboutPage[Application]):
    """The base of the three answers to a request to join, which is `object`.

    `over` gives the preview, without a button, of a request that is decided already; None while it waits.
    """

    of = pages_of.APPLICATIONS
    capability = capabilities.JOIN

    def get_subtitle(self) -> str:
        return self.object.name

    def over(self) -> Preview | None:
        if self.object.state in WAITING:
            return None
        words = _("This cannot be done now: the request is “%(state)s”.")
        return Preview(words % {"state": ApplicationState(self.object.state).label})


class Ask(Answer, FormPage):
    title = gettext_lazy("Ask the candidate for more")
    form_class = typed.QuestionForm
    button = gettext_lazy("Send the question")
    done = gettext_lazy("The question is sent. The request comes back with the answer.")

    def do(self, form: typed.QuestionForm) -> None:
        question = form.cleaned_data["question"]
        ask_candidate(self.object, question=question, actor=self.request.user)


class Decline(Answer, ConfirmPage):
    title = gettext_lazy("Decline the request")
    form_class = typed.DeclineForm
    done = gettext_lazy("Declined. The candidate is told why.")

    def preview(self) -> Preview:
        sentence = _("%(name)s is told by mail, with your reason. Nothing else is made of it.")
        return self.over() or Preview(
            sentence % {"name": self.object.name}, _("Decline"), style="danger"
        )

    def do(self, form: typed.DeclineForm) -> None:
        reason = form.cleaned_data["reason"]
        decline_application(self.object, reason=reason, actor=self.request.user)


class Approve(Answer, ConfirmPage):
    """The page whose button approves the request. It first says what follows: a member, an account, dues, a mail.

    Where the candidate asks for the reduced rate, a form asks whether it is granted. It has no button once the request
    is decided, and when the account of this e-mail is closed.
    """

    title = gettext_lazy("Approve the request")
    done = gettext_lazy("Approved. The candidate is told how to sign in and what to pay.")

    def get_form(self, data: Any = None) -> forms.Form | None:
        asks = self.object.wants_reduced and self.object.state in WAITING
        return typed.ReducedForm(data) if asks else None

    def preview(self) -> Preview:
        self.account = questions.account_of(self.object)
        if refused := self.over():
            return refused
        if self.account is not None and not self.account.is_active:
            words = _("The account %(login)s bears this e-mail and is closed: open it again first.")
            return Preview(words % {"login": self.account.login})
        sentence = _("%(name)s becomes a member. Their dues begin today and are to be paid.")
        return Preview(
            sentence % {"name": self.object.name},
            _("Approve"),
            facts=self.facts(),
            warnings=self.warnings(),
        )

    def facts(self) -> list[tuple[str, str]]:
        plan, amount, gift = self.object.plan, self.object.amount, self.object.gift
        return [
            (_("Account"), self.account_words()),
            (_("Plan"), plan.name),
            (_("Dues"), euros(amount)),
            *([(_("Entry fee"), euros(plan.entry_fee))] if plan.entry_fee else []),
            *([(_("Gift"), euros(gift))] if gift else []),
            (_("To pay the first time"), euros(questions.first_total(plan, amount, gift))),
        ]

    def account_words(self) -> str:
        if self.account is None:
            return _("a new one, for %(email)s") % {"email": self.object.email}
        words = {"login": self.account.login, "name": self.account.name}
        return _("%(login)s (%(name)s), who has this e-mail, acts for the new member") % words

    def warnings(self) -> list[str]:
        warnings = []
        if similar := questions.similar_members(self.object):
            names = ", ".join(str(member) for member in similar)
            words = ngettext(
                "A member looks like this candidate: %(names)s.",
                "Members look like this candidate: %(names)s.",
                len(similar),
            )
            warnings.append(words % {"names": names})
        if self.object.state == ApplicationState.QUESTIONED:
            warnings.append(_("The candidate has not answered what was asked."))
        if self.object.wants_reduced:
            least = {"minimum": euros(questions.amount_asked(self.object, is_reduced=False))}
            warnings.append(
                _("Without the reduced rate, the dues asked are %(minimum)s instead.") % least
            )
        return warnings

    def do(self, form: typed.ReducedForm | None) -> str:
        chosen = form.cleaned_data if form else {}
        member = approve(
            self.object,
            actor=self.request.user,
            reduced_until=chosen["ends_on"] if chosen.get("grants") == "yes" else None,
            answer=chosen.get("answer", ""),
        )
        # The right to answer requests does not open the records of members.
        if self.request.user.has_capability(capabilities.SEE.slug):
            return pages_of.MEMBERS.url_of(member)
        return pages_of.APPLICATIONS.url_of(self.object)
