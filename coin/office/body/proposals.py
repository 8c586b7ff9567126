"""Acts that two people do: what waits for a second person, and what was decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core import sensitive
from coin.core.badges import Badge, badge
from coin.core.errors import DomainError
from coin.core.models import Proposal, ProposalState
from coin.core.templatetags.coin import moment
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, Link, RecordPage
from coin.members.models import User
from coin.office.body import tables as proposal_tables


def visible_to(user: User) -> QuerySet[Proposal]:
    """What they asked for or could confirm, and what the whole body was told of."""
    mine = [act.slug for act in sensitive.acts() if user.has_capability(act.capability.slug)]
    seen = Q(act__in=mine) | Q(asked_by=user) | Q(state__in=sensitive.TOLD)
    return Proposal.objects.filter(seen).select_related("asked_by", "decided_by")


class ProposalList(ListPage):
    title = gettext_lazy("Acts of two people")
    subtitle = gettext_lazy("What one person asks for and another confirms.")
    table_class = proposal_tables.ProposalTable
    filterset_class = proposal_tables.ProposalFilter
    csv_name = "acts-of-two"

    def get_queryset(self) -> QuerySet[Proposal]:
        first = Case(When(state=ProposalState.WAITING, then=Value(0)), default=Value(1))
        return visible_to(self.request.user).order_by(first, "-asked_at", "-pk")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s act", "%(count)s acts", count) % {"count": count}


def proposal_or_404(pk: int, user: User) -> Proposal:
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class ProposalRecord(RecordPage[Proposal]):
    template_name = "office/body/proposal.html"

    def get_object(self) -> Proposal:
        return proposal_or_404(self.kwargs["pk"], self.request.user)

    def get_title(self) -> str:
        return act_words(self.object)

    def get_badges(self) -> Sequence[Badge]:
        return [badge(ProposalState, self.object.state)]

    def get_parent(self) -> Link:
        return Link(_("Acts of two people"), reverse("office:proposals"))

    def get_actions(self) -> list[Action]:
        if self.object.state != ProposalState.WAITING:
            return []
        pk = [self.object.pk]
        refuse = reverse("office:proposal-refuse", args=pk)
        if self.object.asked_by_id == self.request.user.pk:
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
            is_waiting=self.object.state == ProposalState.WAITING,
            is_mine=self.object.asked_by_id == self.request.user.pk,
            subject_url=subject_url(self.object),
            **kwargs,
        )


def act_words(proposal: Proposal) -> str:
    """The act's label, or what is left of it when the code that named it is gone."""
    try:
        return str(sensitive.act_of(proposal).label)
    except DomainError:
        return proposal.act


def subject_url(proposal: Proposal) -> str:
    """Where what it is about is looked at; empty when that is gone or has no page."""
    try:
        act = sensitive.act_of(proposal)
        return act.url_of(sensitive.subject_of(proposal)) if act.url_of else ""
    except DomainError:
        return ""


class Decision(ConfirmPage):
    proposal: Proposal

    def prepare(self) -> None:
        self.proposal = proposal_or_404(self.kwargs["pk"], self.request.user)

    @property
    def is_mine(self) -> bool:
        return self.proposal.asked_by_id == self.request.user.pk

    @property
    def is_waiting(self) -> bool:
        return self.proposal.state == ProposalState.WAITING

    def get_parent(self) -> Link:
        url = reverse("office:proposal", args=[self.proposal.pk])
        return Link(act_words(self.proposal), url)

    def facts(self) -> list[tuple[str, Any]]:
        proposal = self.proposal
        facts = [
            (_("Asked by"), proposal.asked_by),
            (_("When"), moment(proposal.asked_at)),
            (_("Reason"), proposal.reason),
        ]
        return [(label, value) for label, value in facts if value]

    def settled(self) -> list[str]:
        """What to say when there is nothing left to decide."""
        if self.is_waiting:
            return []
        words = {"state": ProposalState(self.proposal.state).label}
        return [_("It no longer waits: %(state)s.") % words]


class ProposalConfirm(Decision):
    """The second person: it is done at once."""

    title = gettext_lazy("Confirm as the second person")
    done = gettext_lazy("Confirmed and done.")

    def preview(self) -> Preview:
        able = self.is_waiting and sensitive.may_decide(self.proposal, self.request.user)
        warnings = self.settled()
        if self.is_mine and self.is_waiting:
            warnings = [_("Another person confirms what you asked for.")]
        button = _("Confirm, and do it") if able else ""
        return Preview(self.proposal.sentence, button, facts=self.facts(), warnings=warnings)

    def do(self, form: Any) -> str:
        sensitive.confirm(self.proposal, actor=self.request.user)
        return subject_url(self.proposal) or self.get_back_url()


class AnswerForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class ProposalRefuse(Decision):
    """The second person says no, or whoever asked takes it back: nothing is done."""

    def get_title(self) -> str:
        return _("Take back the request") if self.is_mine else _("Refuse as the second person")

    def get_form(self, data: Any = None) -> forms.Form | None:
        form = AnswerForm(data)
        form.fields["reason"].required = not self.is_mine
        return form

    def preview(self) -> Preview:
        able = self.is_mine or sensitive.may_decide(self.proposal, self.request.user)
        button = (_("Take it back") if self.is_mine else _("Refuse")) if able else ""
        return Preview(
            _("This will not be done: %(act)s") % {"act": self.proposal.sentence},
            button if self.is_waiting else "",
            facts=self.facts(),
            warnings=self.settled(),
        )

    def do(self, form: Any) -> str:
        sensitive.refuse(self.proposal, actor=self.request.user, **form.cleaned_data)
        self.done = _("Taken back.") if self.is_mine else _("Refused; nothing was done.")
        return self.get_back_url()
