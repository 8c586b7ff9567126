"""Mandates: recorded from paper, signed on line, suspended, revoked, and lapsed after 36 months without a debit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from schwifty import BIC

from coin.billing import actions
from coin.billing.balance.locks import lock_member
from coin.billing.debits.pain008 import sepa_words
from coin.billing.enums import MandateState
from coin.billing.models import Mandate
from coin.core import audit
from coin.core.digests import sha256
from coin.core.errors import DomainError, InvalidInput
from coin.core.iban import checked_iban
from coin.core.models import Association
from coin.core.transitions import move
from coin.members.enums import AttachmentKind
from coin.members.models import Member, User
from coin.members.people.attachments import add_attachment

LASTS = relativedelta(months=36)  # SEPA core rulebook: a mandate unused for 36 months is void
# A mandate in one of these states is not over.
LIVE = (MandateState.DRAFT, MandateState.ACTIVE, MandateState.SUSPENDED)


def mandate_text(association: Association) -> str:
    """The text that a member accepts by signing, as the SEPA rulebook words it."""
    words = _(
        "By signing this mandate form, you authorise %(name)s (creditor identifier %(identifier)s) to send "
        "instructions to your bank to debit your account, and your bank to debit your account in accordance with the "
        "instructions from %(name)s. You are entitled to a refund from your bank under the terms and conditions of "
        "your agreement with your bank. A refund must be claimed within 8 weeks starting from the date on which your "
        "account was debited. Each debit is announced to you by mail at least %(days)s days before."
    )
    return words % {
        "name": association.name,
        "identifier": association.creditor_identifier,
        "days": association.debit_notice_days,
    }


@transaction.atomic
def record_mandate(
    member: Member,
    *,
    iban: str,
    holder: str,
    actor: User | None,
    bic: str = "",
    signed_on: date | None = None,
    paper: Any = None,
) -> Mandate:
    """Save a mandate. With the signed `paper` (a file) and its day it is in use at once; without, it is to be signed.

    `holder` is the name of the account's holder; `bic` may be empty. A mandate in use revokes the member's others.
    Raises InvalidInput on `iban`, `bic`, `holder`, `signed_on` or `file`; a paper without its day is refused, and a
    day without its paper too.
    """
    mandate = _create(member, iban, holder, bic)
    audit.record(
        actions.MANDATE_RECORDED, mandate, actor=actor, member_number=mandate.member.number
    )
    if paper or signed_on:
        sign_on_paper(mandate, paper=paper, signed_on=signed_on, actor=actor)
    return mandate


@transaction.atomic
def sign_on_paper(
    mandate: Mandate, *, paper: Any, signed_on: date | None, actor: User | None
) -> None:
    """Keep the signed paper (a file) as the proof, put the mandate in use, and revoke the member's other mandates.

    Raises InvalidInput on `file` or `signed_on` (in the future, or 36 months ago), TransitionRefused when the mandate
    is no longer to be signed.
    """
    if not paper:
        raise InvalidInput(_("Give the signed paper: it is the proof."), field="file")
    if signed_on is None or signed_on > timezone.localdate():
        raise InvalidInput(_("Give the day it was signed, not in the future."), field="signed_on")
    if signed_on + LASTS <= timezone.localdate():
        raise InvalidInput(
            _("Signed over 36 months ago and never used: have a new one signed."), field="signed_on"
        )
    attachment = add_attachment(
        mandate.member, file=paper, kind=AttachmentKind.MANDATE, actor=actor
    )
    proof = {"paper": attachment.pk, "name": attachment.name, "sha256": attachment.sha256}
    _use(mandate, signed_on, proof, actor)


@transaction.atomic
def sign_on_line(
    member: Member, *, iban: str, holder: str, address: str, actor: User, bic: str = ""
) -> Mandate:
    """Save a mandate that the member signs in the portal, put it in use, and revoke the member's other mandates.

    The proof holds the instant, the login of `actor`, a digest of the network `address` and the text that was accepted.
    Raises InvalidInput on `iban`, `bic` or `holder`, DomainError while the association takes no debits.
    """
    association = Association.current()
    if not takes_debits(association):
        raise DomainError(_("The association takes no direct debits."))
    mandate = _create(member, iban, holder, bic)
    text = mandate_text(association)
    proof = {
        "at": timezone.now().isoformat(),
        "login": actor.login,
        # The digest proves an address that somebody names later, and tells none.
        "address_digest": salted_hmac(
            "coin.billing.mandate", address, algorithm="sha256"
        ).hexdigest(),
        "text": text,
        "text_sha256": sha256(text),
    }
    _use(mandate, timezone.localdate(), proof, actor)
    return mandate


@transaction.atomic
def suspend_mandate(mandate: Mandate, *, actor: User | None, reason: str = "") -> None:
    """Take nothing by the mandate until somebody resumes it. Raises TransitionRefused unless it is in use."""
    move(
        mandate,
        to=MandateState.SUSPENDED,
        allowed=[MandateState.ACTIVE],
        note=reason[:250],
    )
    _record(actions.MANDATE_SUSPENDED, mandate, actor, reason)


@transaction.atomic
def resume_mandate(mandate: Mandate, *, actor: User | None) -> None:
    """Use a suspended mandate again.

    Raises DomainError when the member has another mandate in use, TransitionRefused unless this one is suspended.
    """
    # The member is locked: no other mandate comes into use between the question and the answer.
    lock_member(mandate.member_id)
    if Mandate.objects.filter(member=mandate.member_id, state=MandateState.ACTIVE).exists():
        raise DomainError(_("This member has another mandate in use."))
    move(mandate, to=MandateState.ACTIVE, allowed=[MandateState.SUSPENDED], note="")
    _record(actions.MANDATE_RESUMED, mandate, actor)


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, actor: User | None, reason: str = "") -> None:
    """End the mandate: nothing is taken by it any more, not even a planned debit whose file is not written.

    Raises TransitionRefused when the mandate is over already.
    """
    move(mandate, to=MandateState.REVOKED, allowed=LIVE, note=reason[:250])
    _record(actions.MANDATE_REVOKED, mandate, actor, reason)


@transaction.atomic
def lapse_mandates() -> int:
    """Mark as lapsed the mandates, in use or suspended, that were not used for 36 months; returns how many.

    A mandate never used counts from the day of its signature.
    """
    unused = Mandate.objects.select_related("member").filter(
        state__in=[MandateState.ACTIVE, MandateState.SUSPENDED]
    )
    limit = timezone.localdate() - LASTS
    old = unused.alias(since=Coalesce("last_used_on", "signed_on")).filter(since__lte=limit)
    # Locked in one order, so that two processes never wait for each other; the members stay free (`of`).
    rows = list(old.select_for_update(of=("self",)).order_by("pk"))
    for mandate in rows:
        move(mandate, to=MandateState.LAPSED, allowed=[mandate.state])
        _record(actions.MANDATE_LAPSED, mandate, None)
    return len(rows)


def takes_debits(association: Association) -> bool:
    """Whether the association's settings have what a debit needs: its creditor identifier and its IBAN."""
    return bool(association.creditor_identifier and association.iban)


def is_lapsed(mandate: Mandate, on: date) -> bool:
    """Whether the mandate will have been unused for 36 months on that day; a mandate that nobody signed is."""
    since = mandate.last_used_on or mandate.signed_on
    return since is None or since + LASTS <= on


def _create(member: Member, iban: str, holder: str, bic: str) -> Mandate:
    account = checked_iban(iban)
    # The member is locked: two mandates made at once get two ranks.
    member = lock_member(member.pk)
    return Mandate.objects.create(
        member=member,
        rum=_next_rum(member),
        iban=account,
        iban_end=account[-4:],
        bic=_checked_bic(bic, account),
        holder=_checked_holder(holder),
    )


def _next_rum(member: Member) -> str:
    """`ADH00042-1`: the member's reference and a rank. The mandates of a merged record keep their own reference."""
    taken = Mandate.objects.filter(rum__startswith=f"{member.reference}-")
    ranks = [int(rum.rpartition("-")[2]) for rum in taken.values_list("rum", flat=True)]
    return f"{member.reference}-{max(ranks, default=0) + 1}"


def _checked_bic(bic: str, iban: str) -> str:
    compact = "".join(bic.split()).upper()
    if compact and not BIC(compact, allow_invalid=True).is_valid:
        raise InvalidInput(_("This is not a BIC: it has 8 or 11 characters."), field="bic")
    return compact


def _checked_holder(holder: str) -> str:
    name = " ".join(holder.split())
    # The bank's file holds 70 characters; a name without one that SEPA knows would be empty there.
    if not sepa_words(name, 70) or len(name) > 70:
        raise InvalidInput(
            _("Give the name of the account’s holder, 70 characters at most."), field="holder"
        )
    return name


def _use(mandate: Mandate, signed_on: date, proof: dict[str, Any], actor: User | None) -> None:
    """Put a mandate to be signed in use, with its day and `proof` (models.Mandate), and revoke the member's others.

    Raises TransitionRefused unless it is to be signed.
    """
    # The member is locked: of two mandates signed at once, the second revokes the first.
    lock_member(mandate.member_id)
    others = Mandate.objects.filter(member=mandate.member_id, state__in=LIVE)
    for other in others.exclude(pk=mandate.pk).select_related("member"):
        revoke_mandate(other, actor=actor, reason=_("replaced by %(rum)s") % {"rum": mandate.rum})
    move(
        mandate,
        to=MandateState.ACTIVE,
        allowed=[MandateState.DRAFT],
        signed_on=signed_on,
        proof=proof,
    )
    _record(actions.MANDATE_SIGNED, mandate, actor)


def _record(act: audit.Action, mandate: Mandate, actor: User | None, note: str = "") -> None:
    number = mandate.member.number
    audit.record(act, mandate, actor=actor, member_number=number, note=note)


def usable(member_pks: Iterable[int]) -> dict[int, Mandate]:
    """The mandate in use of each of these members, by their key; where a merge left two, the latest. One query."""
    rows = Mandate.objects.filter(member__in=list(member_pks), state=MandateState.ACTIVE)
    # In this order the latest mandate of a member is written last, and stays.
    return {mandate.member_id: mandate for mandate in rows.order_by("created_at", "pk")}
