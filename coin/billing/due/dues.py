"""Dues and their documents together: what a member renews is called at once."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from coin.billing import wording
from coin.billing.balance.locks import lock_member
from coin.billing.documents.issuing import cancel, issue
from coin.billing.due import drafts, situation
from coin.billing.due.lines import Place, call_for_dues
from coin.billing.enums import DocumentKind
from coin.billing.models import Document
from coin.billing.pro_rata import month_of
from coin.core.errors import DomainError
from coin.members.dues import services as dues
from coin.members.dues.renew import renew
from coin.members.models import DuesPeriod, DuesPlan, Member, User


@dataclass(frozen=True)
class Renewed:
    """The period that was opened, and its call; None when the call comes with the next billing run."""

    period: DuesPeriod
    call: Document | None


def renew_dues(
    member: Member,
    *,
    plan: DuesPlan,
    amount: Decimal,
    gift: Decimal,
    at_each_renewal: bool,
    actor: User | None,
) -> Renewed:
    """`members.services.renew`, and the call for these dues issued at once, which the member's credit may pay.

    Where the association cannot lawfully issue yet, the dues are open all the same and the call comes later. Raises
    DomainError or InvalidInput as `renew` does.
    """
    with transaction.atomic():
        period = renew(
            member,
            plan=plan,
            amount=amount,
            gift=gift,
            at_each_renewal=at_each_renewal,
            actor=actor,
        )
        try:
            # A savepoint: what cannot be issued leaves nothing behind, neither a draft nor a number.
            call = call_dues(period, actor=actor)
        except DomainError:
            call = None
    period.refresh_from_db()
    return Renewed(period, call)


@transaction.atomic
def call_dues(period: DuesPeriod, *, actor: User | None) -> Document | None:
    """Issue the call for one period now, rather than at the run of its month; None when nothing is to be called.

    A draft that waits is issued. Raises as `issue` does.
    """
    member = lock_member(period.member_id)
    if not situation.uncalled_dues().filter(pk=period.pk).exists():
        return None
    place = Place(member.pk, DocumentKind.DUES_CALL, period.pk)
    existing = situation.draft_of_dues(period)
    held = {place: existing} if existing else {}
    with wording.documents_language():
        made = drafts.rewrite(
            {place: call_for_dues(period)},
            held,
            month=month_of(period.starts_on),
            members={member.pk: member},
            actor=actor,
        )
    document = made.get(place) or held[place].document
    return issue(document, actor=actor)


@transaction.atomic
def change_dues(
    period: DuesPeriod, *, amount: Decimal, gift: Decimal, actor: User | None
) -> Document | None:
    """Ask another amount for unpaid dues: a call already issued is cancelled by a credit note, and made anew.

    Returns the new call, if there was one. Raises as `members.services.change_dues` and `cancel` do.
    """
    lock_member(period.member_id)
    called = Document.objects.issued().filter(
        lines__dues_period=period, lines__is_cancelled=False, kind=DocumentKind.DUES_CALL
    )
    calls = list(called.distinct())
    for document in calls:
        cancel(document, actor=actor)
    dues.change_dues(period, amount=amount, gift=gift, actor=actor)
    return call_dues(period, actor=actor) if calls else None
