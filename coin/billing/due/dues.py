"""Renews and changes dues together with their calls: dues that a member renews are called at once."""

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
    """The dues period that was opened, and its call. `call` is None when it comes with a later billing run."""

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
    """Open the dues that follow, as `renew` of coin.members.dues does, and issue their call at once.

    Arguments are those of `renew`: `amount` and `gift` in euros. The member's credit may pay the call. While the
    association cannot lawfully issue documents, the dues are open all the same and the call comes later. Raises
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
            # A savepoint: a call that cannot be issued leaves neither a draft nor a number behind.
            call = call_dues(period, actor=actor)
        except DomainError:
            call = None
    period.refresh_from_db()
    return Renewed(period, call)


@transaction.atomic
def call_dues(period: DuesPeriod, *, actor: User | None) -> Document | None:
    """Issue the call for one period now, rather than at the run of its month; None when nothing is left to call.

    A draft of this call that waits already is issued. Raises the errors of `issue`.
    """
    member = lock_member(period.member_id)
    if not situation.uncalled_dues().filter(pk=period.pk).exists():
        return None
    place = Place(member.pk, DocumentKind.DUES_CALL, period.pk)
    existing = situation.draft_of_dues(period)
    waiting = {place: existing} if existing else {}
    with wording.documents_language():
        rewritten = drafts.rewrite(
            {place: call_for_dues(period)},
            waiting,
            month=month_of(period.starts_on),
            members={member.pk: member},
            actor=actor,
        )
    document = rewritten.get(place) or waiting[place].document
    return issue(document, actor=actor)


@transaction.atomic
def change_dues(
    period: DuesPeriod, *, amount: Decimal, gift: Decimal, actor: User | None
) -> Document | None:
    """Ask another amount for unpaid dues: a call already issued is cancelled by a credit note, and made anew.

    `amount` and `gift` are in euros. Returns the new call; None when no call was issued before, or nothing is left to
    call. Raises the errors of `cancel`, of `change_dues` in coin.members.dues.services, and of `issue`.
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
