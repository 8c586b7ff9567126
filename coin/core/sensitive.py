"""Acts that wait for a second person: the rooms register them, and the association's settings list them.

A room declares an act with `sensitive(...)`, in its `sensitive.py` (found by itself when Django starts). A face calls
`propose(...)`. The act is done at once when the association lets one person do it (`Association.done_alone`). It is
done at once too in an emergency, or when nobody else could confirm it; then the whole body is told. Otherwise it waits
until another person who holds the capability calls `confirm`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import audit
from coin.core.capabilities import Capability
from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.core.hooks import Hook
from coin.core.models import Association, Proposal, ProposalState
from coin.core.periodic import periodic
from coin.core.transitions import move, move_many

DAYS = timedelta(days=14)  # how long a request waits before it expires
# States in which one person did the act alone: the whole body is told.
TOLD = (ProposalState.EMERGENCY, ProposalState.ALONE)
ASKED = audit.action("core.proposal_asked", gettext_lazy("Second person asked for"))
CONFIRMED = audit.action("core.proposal_confirmed", gettext_lazy("Confirmed as the second person"))
REFUSED = audit.action("core.proposal_refused", gettext_lazy("Refused as the second person"))
TAKEN_BACK = audit.action("core.proposal_taken_back", gettext_lazy("Request taken back"))
EXPIRED = audit.action("core.proposal_expired", gettext_lazy("Not confirmed in time"))
EMERGENCY = audit.action("core.emergency", gettext_lazy("Done alone, in an emergency"))
ALONE = audit.action("core.done_alone", gettext_lazy("Done alone: nobody else could confirm it"))
BY_STATE = {
    ProposalState.WAITING: ASKED,
    ProposalState.EMERGENCY: EMERGENCY,
    ProposalState.ALONE: ALONE,
}

Arguments = Mapping[str, Any]
Do = Callable[..., Any]
# The function that tells the body of an act that one person did alone.
BODY = Hook[[Proposal], None]()
# The users who hold a capability today, without some of them: core knows no people.
OTHERS = Hook[[str, set[int]], list[Any]]()


@dataclass(frozen=True)
class SensitiveAct:
    """A kind of act: `do(subject, actor=…, **arguments)` is the service that does it.

    `always`: neither the association nor an emergency lets one person do the act alone, and the act is refused while
    nobody else could confirm it. `not_by(subject, arguments)` gives the primary keys of the users whom the act is
    about: they may neither ask for it nor confirm it. `url_of(subject)` is the page that shows the result.
    """

    slug: str
    label: "str | Promise"
    capability: Capability
    do: Do
    always: bool = False
    url_of: Callable[[Any], str] | None = None
    not_by: Callable[[Any, Arguments], Iterable[int]] | None = None

    def excludes(self, subject: Any, arguments: Arguments) -> set[int]:
        if self.not_by is None or subject is None:
            return set()
        return set(self.not_by(subject, arguments))


_acts: dict[str, SensitiveAct] = {}


def sensitive(
    slug: str,
    label: "str | Promise",
    *,
    capability: Capability,
    do: Do,
    always: bool = False,
    url_of: Callable[[Any], str] | None = None,
    not_by: Callable[[Any, Arguments], Iterable[int]] | None = None,
) -> SensitiveAct:
    """Declare a sensitive act (its arguments are the fields of SensitiveAct). Raises ValueError for a slug taken."""
    if slug in _acts:
        raise ValueError(f"the sensitive act {slug} is declared twice")
    _acts[slug] = SensitiveAct(slug, label, capability, do, always, url_of, not_by)
    return _acts[slug]


def acts() -> list[SensitiveAct]:
    """Every declared sensitive act, by slug."""
    return [_acts[slug] for slug in sorted(_acts)]


def needs_two(act: SensitiveAct) -> bool:
    """Whether this act takes a second person in this association: always, or by its settings."""
    return act.always or act.slug not in Association.current().done_alone


def second_people(act: SensitiveAct, subject: Any, arguments: Arguments, actor: Any) -> list[Any]:
    """The users who could confirm the act today if `actor` asked for it: not `actor`, nor anybody it is about."""
    besides = {actor.pk, *act.excludes(subject, arguments)}
    return OTHERS.first(act.capability.slug, besides)


@transaction.atomic
def propose(
    act: SensitiveAct,
    subject: models.Model,
    *,
    sentence: str,
    actor: Any,
    arguments: Arguments | None = None,
    reason: str = "",
    emergency: bool = False,
) -> Proposal | None:
    """Do the act, or ask a second person for it.

    `arguments` are plain values, which `act.do` gets as JSON gives them back, now or later (a day becomes text).
    `sentence` says what will happen. `emergency` does the act at once, and needs a `reason`.

    Returns None when the association lets one person do the act, which is then done. Otherwise returns the Proposal,
    whose `state` says whether the act waits (WAITING) or was done (EMERGENCY, ALONE).

    Raises NotAllowed when `actor` lacks the capability or the act is about them, InvalidInput(field="reason") for an
    emergency without a reason, DomainError when the same act waits already, or when the act always takes two people
    and nobody else could confirm it, and the errors of the act itself when it is done now.
    """
    # Through JSON at once, so that the act gets the same values now as after a confirmation.
    plain_arguments = json.loads(json.dumps(dict(arguments or {}), cls=DjangoJSONEncoder))
    excluded = act.excludes(subject, plain_arguments)
    _check_person(act, excluded, actor)
    if not needs_two(act):
        act.do(subject, actor=actor, **plain_arguments)
        return None
    state = _state_of_new(act, subject, plain_arguments, actor, emergency)
    if state == ProposalState.EMERGENCY and not reason.strip():
        raise InvalidInput(_("An emergency is explained: say why it cannot wait."), field="reason")
    _settle_same(act, subject, plain_arguments, state, actor)
    now = timezone.now()
    proposal = Proposal.objects.create(
        act=act.slug,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:250],
        arguments=plain_arguments,
        excluded=sorted(excluded),
        sentence=sentence,
        reason=reason.strip(),
        state=state,
        asked_by=actor,
        expires_at=now + DAYS,
        **({} if state == ProposalState.WAITING else {"decided_by": actor, "decided_at": now}),
    )
    audit.record(BY_STATE[state], proposal, actor=actor, note=proposal.reason)
    if state in TOLD:
        act.do(subject, actor=actor, **plain_arguments)
        BODY.all(proposal)
    return proposal


@transaction.atomic
def confirm(proposal: Proposal, *, actor: Any) -> None:
    """Do the act as its second person, in the name of the person who asked for it and must still hold the right.

    Raises NotAllowed when `actor` lacks the right, asked for the act or is a person it is about; DomainError when the
    request is too old, or the person who asked lost the right, or the act or its subject is gone; TransitionRefused
    when the request no longer waits; and the errors of the act itself.
    """
    act, subject = act_of(proposal), subject_of(proposal)
    _check_person(act, proposal.excluded, actor)
    if proposal.asked_by_id == actor.pk:
        raise NotAllowed(_("Another person confirms what you asked for."))
    if proposal.expires_at <= timezone.now():
        raise DomainError(_("This request is too old to be confirmed: ask for it again."))
    if not proposal.asked_by.has_capability(act.capability.slug):
        words = {"person": proposal.asked_by, "right": act.capability.label}
        raise DomainError(
            _("%(person)s no longer holds the right “%(right)s”: ask for it yourself.") % words
        )
    # First the conditional UPDATE: of two people who confirm at once, one is refused before the act is done again.
    _decide(proposal, ProposalState.DONE, actor)
    audit.record(CONFIRMED, proposal, actor=actor)
    act.do(subject, actor=proposal.asked_by, **proposal.arguments)


@transaction.atomic
def refuse(proposal: Proposal, *, actor: Any, reason: str = "") -> None:
    """Refuse a request as its second person, with a reason. For the person who asked, it takes the request back.

    Raises NotAllowed as `confirm` does, InvalidInput(field="reason") for a refusal without a reason, and
    TransitionRefused when the request no longer waits.
    """
    if proposal.asked_by_id == actor.pk:
        _decide(proposal, ProposalState.WITHDRAWN, actor, answer=reason.strip())
        audit.record(TAKEN_BACK, proposal, actor=actor, note=reason.strip())
        return
    act = act_of(proposal)
    _check_person(act, proposal.excluded, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why: whoever asked for it reads it."), field="reason")
    _decide(proposal, ProposalState.REFUSED, actor, answer=reason.strip())
    audit.record(REFUSED, proposal, actor=actor, note=reason.strip())


@periodic("core.expire_proposals", every=timedelta(hours=1))
@transaction.atomic
def expire() -> int:
    """Set to EXPIRED the waiting requests that nobody confirmed in time (14 days); returns how many."""
    now = timezone.now()
    late = Proposal.objects.filter(expires_at__lte=now)
    expired = move_many(
        late, to=ProposalState.EXPIRED, allowed=[ProposalState.WAITING], decided_at=now
    )
    rows = Proposal.objects.filter(pk__in=expired)
    audit.record_all(EXPIRED, [audit.Trace(row) for row in rows], actor=None)
    return len(expired)


def act_of(proposal: Proposal) -> SensitiveAct:
    """The act of a proposal. Raises DomainError when no room declares it any more."""
    if proposal.act not in _acts:
        raise DomainError(_("coin no longer knows this act: ask for it again."))
    return _acts[proposal.act]


def subject_of(proposal: Proposal) -> models.Model:
    """The subject of the act of a proposal. Raises DomainError when it does not exist any more."""
    model = apps.get_model(proposal.subject_type)
    subject = cast(
        "models.Model | None", model._base_manager.filter(pk=proposal.subject_id).first()
    )
    if subject is None:
        raise DomainError(_("What this was about is no longer there."))
    return subject


def may_decide(proposal: Proposal, user: Any) -> bool:
    """Whether `user` could be the second person, whether or not the proposal still waits. This needs no query."""
    act = _acts.get(proposal.act)
    if act is None or user.pk in (proposal.asked_by_id, *proposal.excluded):
        return False
    return bool(user.has_capability(act.capability.slug))


def _state_of_new(
    act: SensitiveAct, subject: Any, arguments: Arguments, actor: Any, emergency: bool
) -> ProposalState:
    """The state in which a proposal starts. Raises DomainError when it takes two people and there is only one."""
    if emergency and not act.always:
        return ProposalState.EMERGENCY
    if second_people(act, subject, arguments, actor):
        return ProposalState.WAITING
    if not act.always:
        return ProposalState.ALONE
    raise DomainError(
        _("This takes two people, and nobody else holds the right “%(right)s” today.")
        % {"right": act.capability.label}
    )


def _settle_same(
    act: SensitiveAct, subject: models.Model, arguments: Arguments, state: str, actor: Any
) -> None:
    """Keep one request at most for an act: a second one is refused, and an act done alone takes back its request."""
    waiting = Proposal.objects.filter(
        act=act.slug,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        state=ProposalState.WAITING,
        expires_at__gt=timezone.now(),
    )
    for same in [proposal for proposal in waiting if proposal.arguments == arguments]:
        if state == ProposalState.WAITING:
            raise DomainError(_("This waits for a second person already."))
        _decide(same, ProposalState.WITHDRAWN, actor)
        audit.record(TAKEN_BACK, same, actor=actor)


def _check_person(act: SensitiveAct, excluded: Iterable[int], actor: Any) -> None:
    if not actor.has_capability(act.capability.slug):
        raise NotAllowed(_("This needs the right “%(right)s”.") % {"right": act.capability.label})
    if actor.pk in excluded:
        raise NotAllowed(_("This is about you: other people ask for it and confirm it."))


def _decide(proposal: Proposal, state: str, actor: Any, **values: Any) -> None:
    move(
        proposal,
        to=state,
        allowed=[ProposalState.WAITING],
        decided_by=actor,
        decided_at=timezone.now(),
        **values,
    )
