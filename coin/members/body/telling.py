"""Acts of two people, for the people of the collegial body: who may confirm, who is told, what waits on the board."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from coin.core import mails, sensitive
from coin.core.board import WorkLine, work
from coin.core.mail_kinds import name_kind
from coin.core.models import Proposal, ProposalState
from coin.members.body.founding import REOPENED
from coin.members.body.holders import COLLEGIAL_BODY, people_with, rights_of_nobody, the_body
from coin.members.capabilities import SEATS
from coin.members.models import WorkingGroup

TOLD_FOR = timedelta(days=7)
ALONE = "members.done_alone"
name_kind(ALONE, gettext_lazy("Act that one person did alone"))
name_kind(REOPENED, gettext_lazy("Collegial body opened again"))
sensitive.OTHERS.register(people_with)


@sensitive.BODY.register
def tell_everybody(proposal: Proposal) -> None:
    """Tell everybody of the body by mail, but for the person who acted, of an act that was done alone."""
    for user in the_body():
        if user.pk != proposal.asked_by_id:
            mails.send(
                ALONE,
                "members/mail/alone.txt",
                {"proposal": proposal},
                to=user.email,
                language=user.language,
                key=f"proposal:{proposal.pk}:{user.pk}",
            )


@work("core.proposals", group=gettext_lazy("Collegial body"), capability="")
def proposal_lines() -> Iterator[WorkLine]:
    """Acts that wait for a second person, and, for a week, acts that one person did alone."""
    recent = Q(state__in=sensitive.TOLD, asked_at__gte=timezone.now() - TOLD_FOR)
    waiting = Q(state=ProposalState.WAITING, expires_at__gt=timezone.now())
    for proposal in Proposal.objects.filter(recent | waiting).select_related("asked_by"):
        if proposal.state == ProposalState.WAITING:
            yield from _waiting_lines(proposal)
        else:
            yield _told_line(proposal)


@work("members.new_rights", group=gettext_lazy("Collegial body"), capability=SEATS.slug)
def new_right_lines() -> Iterator[WorkLine]:
    """Rights that an upgrade brought, for the collegial body's group to take or to hand on."""
    groups = list(WorkingGroup.objects.all())
    rights = ", ".join(str(right.label) for right in rights_of_nobody(groups))
    body = next((group for group in groups if group.slug == COLLEGIAL_BODY), None)
    if rights and body is not None:
        yield WorkLine(
            text=_("No working group holds these rights yet: %(rights)s") % {"rights": rights},
            url=f"{reverse('office:group-rights', args=[body.pk])}?new",
            button=_("Give them"),
            key="new-rights",
        )


def _waiting_lines(proposal: Proposal) -> Iterable[WorkLine]:
    url = reverse("office:proposal", args=[proposal.pk])
    words = {"person": proposal.asked_by, "act": proposal.sentence}
    return [
        WorkLine(
            text=_("%(person)s asks for a second person: %(act)s") % words,
            url=url,
            button=_("Look at it"),
            since=proposal.asked_at,
            key=f"proposal:{proposal.pk}",
            only_for=lambda user: sensitive.may_decide(proposal, user),
        ),
        WorkLine(
            text=_("Waits for a second person: %(act)s") % words,
            url=url,
            button=pgettext("a page", "See"),
            since=proposal.asked_at,
            only_for=lambda user: user.pk == proposal.asked_by_id,
        ),
    ]


def _told_line(proposal: Proposal) -> WorkLine:
    words = {"person": proposal.asked_by, "act": proposal.sentence}
    text = (
        _("%(person)s acted alone, in an emergency: %(act)s")
        if proposal.state == ProposalState.EMERGENCY
        else _("%(person)s acted alone, since nobody else could confirm it: %(act)s")
    )
    return WorkLine(
        text=text % words,
        url=reverse("office:proposal", args=[proposal.pk]),
        button=pgettext("a page", "See"),
        since=proposal.asked_at,
        only_for=lambda user: user.pk != proposal.asked_by_id,
    )
