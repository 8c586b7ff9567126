"""Acts of two people: proposals that wait for a second person, and those that were decided."""

from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import sensitive
from coin.core.errors import DomainError
from coin.core.models import Proposal, ProposalState
from coin.core.templatetags.coin import moment
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, Link, RecordPage
from coin.members.models import User
from coin.office import pages_of
from coin.office.body import tables as proposal_tables


def visible_to(user: User) -> QuerySet[Proposal]:
    """The proposals that this person asked for or could confirm, and those that the whole body was told of."""
    within_rights = [
        act.slug for act in sensitive.acts() if user.has_capability(act.capability.slug)
    ]
    is_visible = Q(act__in=within_rights) | Q(asked_by=user) | Q(state__in=sensitive.TOLD)
    return Proposal.objects.filter(is_visible).select_related("asked_by", "decided_by")


class ProposalList(ListPage):
    of = pages_of.PROPOSALS
    subtitle = gettext_lazy("What one person asks for and another confirms.")
    table_class = proposal_tables.ProposalTable
    filterset_class = proposal_tables.ProposalFilter
    csv_name = "acts-of-two"

    def get_queryset(self) -> QuerySet[Proposal]:
        first = Case(When(state=ProposalState.WAITING, then=Value(0)), default=Value(1))
        return visible_to(self.request.user).order_by(first, "-asked_at", "-pk")


class AboutProposal(AboutPage[Proposal]):
    """The base of the pages about one proposal, which is `object`. Whoever may not see the proposal gets a 404."""

    of = pages_of.PROPOSALS

    def get_object(self) -> Proposal:
        return get_object_or_404(visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def is_mine(self) -> bool:
        return self.object.asked_by_id == self.request.user.pk

    @property
    def is_waiting(self) -> bool:
        return self.object.state == ProposalState.WAITING


class ProposalRecord(AboutProposal, RecordPage[Proposal]):
    parent = pages_of.PROPOSALS
    template_name = "office/body/proposal.html"

    def get_title(self) -> str:
        return act_words(self.object)

    def get_actions(self) -> list[Action]:
        if not self.is_waiting:
            return []
        pk = [self.object.pk]
        refuse = reverse("office:proposal-refuse", args=pk)
        if self.is_mine:
            return [Action(_("Take back"), refuse, "arrow-back-up")]
        if not sensitive.may_decide(self.object, self.request.user):
            return []
        confirm = reverse("office:proposal-confirm", args=pk)
        return [
            Action(_("Refuse"), refuse, "x"),
            Action(_("Confirm"), confirm, "check", style="primary"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            is_waiting=self.is_waiting,
            is_mine=self.is_mine,
            subject_url=subject_url(self.object),
            **kwargs,
        )


def act_words(proposal: Proposal) -> str:
    """The label of the act, or its slug when the code no longer knows the act."""
    try:
        return str(sensitive.act_of(proposal).label)
    except DomainError:
        return proposal.act


def subject_url(proposal: Proposal) -> str:
    """The URL of the subject's page; empty when the subject is gone or has no page."""
    try:
        act = sensitive.act_of(proposal)
        return act.url_of(sensitive.subject_of(proposal)) if act.url_of else ""
    except DomainError:
        return ""


class Decision(AboutProposal, ConfirmPage):
    def get_parent(self) -> Link:
        return Link(act_words(self.object), pages_of.PROPOSALS.url_of(self.object))

    def facts(self) -> list[tuple[str, Any]]:
        proposal = self.object
        facts = [
            (_("Asked by"), proposal.asked_by),
            (_("When"), moment(proposal.asked_at)),
            (_("Reason"), proposal.reason),
        ]
        return [(label, value) for label, value in facts if value]

    def settled(self) -> list[str]:
        """The warning of a proposal that no longer waits, as a list of one; empty while it waits."""
        if self.is_waiting:
            return []
        words = {"state": ProposalState(self.object.state).label}
        return [_("It no longer waits: %(state)s.") % words]


class ProposalConfirm(Decision):
    """The page where the second person confirms, and the act is done at once.

    It has no button for the person who asked, for whoever lacks the right, and once the proposal no longer waits.
    """

    title = gettext_lazy("Confirm as the second person")
    done = gettext_lazy("Confirmed and done.")

    def preview(self) -> Preview:
        may_confirm = self.is_waiting and sensitive.may_decide(self.object, self.request.user)
        warnings = self.settled()
        if self.is_mine and self.is_waiting:
            warnings = [_("Another person confirms what you asked for.")]
        button = _("Confirm, and do it") if may_confirm else ""
        return Preview(self.object.sentence, button, facts=self.facts(), warnings=warnings)

    def do(self, form: Any) -> str:
        sensitive.confirm(self.object, actor=self.request.user)
        return subject_url(self.object) or self.get_back_url()


class AnswerForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class ProposalRefuse(Decision):
    """The page where the second person refuses, with a reason, or the person who asked takes the proposal back.

    The proposal then waits no longer, and its act is not done.
    """

    def get_title(self) -> str:
        return _("Take back the request") if self.is_mine else _("Refuse as the second person")

    def get_form(self, data: Any = None) -> forms.Form | None:
        form = AnswerForm(data)
        # A refusal owes a reason to the person who asked; nobody owes a reason to themself.
        form.fields["reason"].required = not self.is_mine
        return form

    def preview(self) -> Preview:
        may_refuse = self.is_mine or sensitive.may_decide(self.object, self.request.user)
        button = (_("Take it back") if self.is_mine else _("Refuse")) if may_refuse else ""
        return Preview(
            _("This will not be done: %(act)s") % {"act": self.object.sentence},
            button if self.is_waiting else "",
            facts=self.facts(),
            warnings=self.settled(),
        )

    def do(self, form: Any) -> None:
        sensitive.refuse(self.object, actor=self.request.user, **form.cleaned_data)
        self.done = _("Taken back.") if self.is_mine else _("Refused; nothing was done.")
