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
from coin.core.models import Proposal, ProposalState
from coin.members.models import Seat, User

TOLD_FOR = timedelta(days=7)


def people_with(capability: str, besides: set[int]) -> list[User]:
    """Whoever holds a capability today, besides some, by name. One query: seats are few."""
    seats = Seat.objects.in_force(timezone.localdate()).filter(user__is_active=True)
    held = seats.exclude(user__in=besides).select_related("user", "group").order_by("user__name")
    # Capabilities are a JSON list, which SQLite cannot look into.
    found = {seat.user_id: seat.user for seat in held if capability in seat.group.capabilities}
    return list(found.values())


def the_body() -> list[User]:
    """Everybody who holds a seat today."""
    held = Seat.objects.in_force(timezone.localdate())
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name"))


def tell_everybody(proposal: Proposal) -> None:
    """Mail each person of the body, but for the one who did it, what was done alone."""
    for user in the_body():
        if user.pk != proposal.asked_by_id:
            mails.send(
                "done_alone",
                "members/mail/alone.txt",
                {"proposal": proposal},
                to=user.email,
                language=user.language,
                key=f"proposal:{proposal.pk}:{user.pk}",
            )


@work("core.proposals", group=gettext_lazy("Collegial body"), capability="")
def proposal_lines() -> Iterator[WorkLine]:
    """What waits for a second person, and for a week what was done alone."""
    recent = Q(state__in=sensitive.TOLD, asked_at__gte=timezone.now() - TOLD_FOR)
    waiting = Q(state=ProposalState.WAITING, expires_at__gt=timezone.now())
    for proposal in Proposal.objects.filter(recent | waiting).select_related("asked_by"):
        if proposal.state == ProposalState.WAITING:
            yield from _waiting_lines(proposal)
        else:
            yield _told_line(proposal)


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


sensitive.find_others(people_with)
sensitive.tell_body(tell_everybody)
