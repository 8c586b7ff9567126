"""“I am on it”: who took which line of the work board, so that two people do not do the same thing on one evening.

A claim forbids nothing: everyone who may act still may. It ends with its line, or fourteen days after it was taken.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, board
from coin.core.actions import WORK_GIVEN_BACK, WORK_TAKEN
from coin.core.board import WorkLine
from coin.core.errors import DomainError
from coin.core.models import WorkClaim

FORGOTTEN = timedelta(days=14)


def of(lines: Iterable[WorkLine]) -> dict[str, WorkClaim]:
    """The claims on these lines, each under the key of its line: one query. Lines that nobody took are left out."""
    keys = [line.key for line in lines if line.key]
    claims = WorkClaim.objects.filter(key__in=keys).select_related("user")
    return {claim.key: claim for claim in claims}


@transaction.atomic
def take(key: str, *, actor: Any) -> WorkClaim:
    """Claim the line of this key, on the board of `actor`. Claiming it twice does nothing.

    Raises DomainError when no such line waits for `actor` any more, or another person took it.
    """
    line = next((line for line in _lines_of(actor) if line.key == key), None) if key else None
    if line is None:
        raise DomainError(_("This no longer waits: somebody has done it meanwhile."))
    # The key is unique: of two people who press at once, the database keeps the claim of one.
    claim, is_new = WorkClaim.objects.get_or_create(key=key, defaults={"user": actor})
    if claim.user_id != actor.pk:
        raise DomainError(_("%(person)s is already on it.") % {"person": claim.user})
    if is_new:
        audit.record(WORK_TAKEN, claim, actor=actor, note=str(line.text))
    return claim


@transaction.atomic
def give_back(key: str, *, actor: Any) -> None:
    """Remove the claim of `actor` on this key; does nothing when it is gone already.

    Raises DomainError when the claim is another person's.
    """
    claim = WorkClaim.objects.filter(key=key).select_related("user").first()
    if claim is None:
        return
    if claim.user_id != actor.pk:
        raise DomainError(_("%(person)s took it: only they give it back.") % {"person": claim.user})
    audit.record(WORK_GIVEN_BACK, claim, actor=actor)
    claim.delete()


def purge() -> int:
    """Delete the claims whose line is gone, and those taken more than two weeks ago; returns how many.

    A line that may be hidden behind “12 others” counts as still there.
    """
    shown_keys, folded_sources = set(), set()
    for source in board.sources():
        lines = list(source.lines())
        shown_keys |= {line.key for line in lines if line.key}
        # A folded list hides lines behind “12 others”: a claim whose line is not shown may be on one of these.
        if any(not line.key for line in lines):
            folded_sources |= {line.key.partition(":")[0] for line in lines if line.key}
    claims = list(WorkClaim.objects.all())
    old = timezone.now() - FORGOTTEN
    stale = [
        claim.pk
        for claim in claims
        if claim.taken_at < old
        or (claim.key not in shown_keys and claim.key.partition(":")[0] not in folded_sources)
    ]
    return WorkClaim.objects.filter(pk__in=stale).delete()[0]


def _lines_of(user: Any) -> Iterable[WorkLine]:
    return (line for lines in board.lines_for(user).values() for line in lines)
