"""Acts that wait for a second person: registered by the rooms, listed in the association's settings.

A room declares one with `sensitive(...)`, in its `sensitive.py` (found by itself when Django starts). A face calls
`propose(...)`: the act is done at once when the association does it alone (`Association.done_alone`), or as an
emergency, which the whole body is told of; else it waits for `confirm` by another person who holds the capability.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import audit
from coin.core.capabilities import Capability
from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.core.models import Association, Proposal, ProposalState
from coin.core.transitions import move

DAYS = timedelta(days=14)
ASKED = audit.action("core.proposal_asked", gettext_lazy("Second person asked for"))
CONFIRMED = audit.action("core.proposal_confirmed", gettext_lazy("Confirmed as the second person"))
REFUSED = audit.action("core.proposal_refused", gettext_lazy("Refused as the second person"))
TAKEN_BACK = audit.action("core.proposal_taken_back", gettext_lazy("Request taken back"))
EMERGENCY = audit.action("core.emergency", gettext_lazy("Done alone, in an emergency"))

Do = Callable[..., Any]
Tell = Callable[[Proposal], None]


@dataclass(frozen=True)
class SensitiveAct:
    """A kind of act: `do(subject, actor=…, **arguments)` is the service that does it.

    `always`: the association cannot choose to do it alone. `url_of(subject)` is where the act is looked at afterwards.
    """

    slug: str
    label: "str | Promise"
    capability: Capability
    do: Do
    always: bool = False
    url_of: Callable[[Any], str] | None = None


_acts: dict[str, SensitiveAct] = {}
_tell: list[Tell] = []


def sensitive(
    slug: str,
    label: "str | Promise",
    *,
    capability: Capability,
    do: Do,
    always: bool = False,
    url_of: Callable[[Any], str] | None = None,
) -> SensitiveAct:
    """Declare a sensitive act. ValueError when the slug is taken."""
    if slug in _acts:
        raise ValueError(f"the sensitive act {slug} is declared twice")
    _acts[slug] = SensitiveAct(slug, label, capability, do, always, url_of)
    return _acts[slug]


def acts() -> list[SensitiveAct]:
    """Every declared sensitive act, by slug."""
    return [_acts[slug] for slug in sorted(_acts)]


def tell_body(function: Tell) -> None:
    """Register who is told of an emergency and of a proposal that waits (core knows no people)."""
    _tell[:] = [function]


def needs_two(act: SensitiveAct) -> bool:
    """Whether this act waits for a second person in this association."""
    return act.always or act.slug not in Association.current().done_alone


@transaction.atomic
def propose(
    act: SensitiveAct,
    subject: models.Model,
    *,
    sentence: str,
    actor: Any,
    arguments: Mapping[str, Any] | None = None,
    reason: str = "",
    emergency: bool = False,
) -> Proposal | None:
    """Do the act, or ask a second person for it. Returns the Proposal, or None when it was simply done.

    `arguments` are plain values (JSON), given back to `act.do` as they are; `sentence` says what will happen. An
    emergency wants a reason (InvalidInput on `reason`). Raises what the act itself raises when it is done now.
    """
    _check_right(act, actor)
    kept = dict(arguments or {})
    if not needs_two(act) and not emergency:
        act.do(subject, actor=actor, **kept)
        return None
    if emergency and not reason.strip():
        raise InvalidInput(_("An emergency is explained: say why it cannot wait."), field="reason")
    proposal = Proposal.objects.create(
        act=act.slug,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:250],
        arguments=kept,
        sentence=sentence,
        reason=reason.strip(),
        state=ProposalState.EMERGENCY if emergency else ProposalState.WAITING,
        asked_by=actor,
        expires_at=timezone.now() + DAYS,
        decided_at=timezone.now() if emergency else None,
    )
    audit.record(EMERGENCY if emergency else ASKED, proposal, actor=actor, note=proposal.reason)
    if emergency:
        act.do(subject, actor=actor, **kept)
    for tell in _tell:
        tell(proposal)
    return proposal


@transaction.atomic
def confirm(proposal: Proposal, *, actor: Any) -> None:
    """Do the act as its second person. NotAllowed for whoever asked for it; TransitionRefused when it no longer waits."""
    act = act_of(proposal)
    _check_right(act, actor)
    if proposal.asked_by_id == actor.pk:
        raise NotAllowed(_("Another person confirms what you asked for."))
    if proposal.expires_at <= timezone.now():
        raise DomainError(_("This request is too old to be confirmed: ask for it again."))
    subject = subject_of(proposal)
    _decide(proposal, ProposalState.DONE, actor)
    audit.record(CONFIRMED, proposal, actor=actor)
    act.do(subject, actor=proposal.asked_by, **proposal.arguments)


@transaction.atomic
def refuse(proposal: Proposal, *, actor: Any, reason: str = "") -> None:
    """Say no to it as the second person; whoever asked for it takes it back by the same button."""
    _check_right(act_of(proposal), actor)
    own = proposal.asked_by_id == actor.pk
    _decide(proposal, ProposalState.WITHDRAWN if own else ProposalState.REFUSED, actor)
    audit.record(TAKEN_BACK if own else REFUSED, proposal, actor=actor, note=reason)


def expire() -> int:
    """Close what nobody confirmed in time; returns how many."""
    late = Proposal.objects.filter(state=ProposalState.WAITING, expires_at__lte=timezone.now())
    return late.update(state=ProposalState.EXPIRED, decided_at=timezone.now())


def act_of(proposal: Proposal) -> SensitiveAct:
    """The act of a proposal. DomainError when the code that named it is gone."""
    if proposal.act not in _acts:
        raise DomainError(_("coin no longer knows this act: ask for it again."))
    return _acts[proposal.act]


def subject_of(proposal: Proposal) -> models.Model:
    """What the act is about. DomainError when it is gone."""
    model = apps.get_model(proposal.subject_type)
    found = model._base_manager.filter(pk=proposal.subject_id).first()
    if found is None:
        raise DomainError(_("What this was about is no longer there."))
    return found


def _check_right(act: SensitiveAct, actor: Any) -> None:
    if not actor.has_capability(act.capability.slug):
        raise NotAllowed(_("This needs the right “%(right)s”.") % {"right": act.capability.label})


def _decide(proposal: Proposal, state: str, actor: Any) -> None:
    move(
        proposal,
        to=state,
        allowed=[ProposalState.WAITING],
        decided_by=actor,
        decided_at=timezone.now(),
    )
