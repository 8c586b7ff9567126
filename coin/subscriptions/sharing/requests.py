"""A member asks to share a line; a volunteer makes the split, or declines. The answer deletes the request."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.core.mail_kinds import name_kind
from coin.members.models import User
from coin.subscriptions import actions
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS
from coin.subscriptions.models import SharingRequest, Subscription
from coin.subscriptions.prices import services as prices

LONGEST = 2000
DECLINED = "subscriptions.sharing_declined"
name_kind(DECLINED, gettext_lazy("Sharing of a line declined"))


@transaction.atomic
def ask_to_share(subscription: Subscription, *, words: str, actor: User | None) -> SharingRequest:
    """Ask the volunteers to share a line; `words` say with whom, and how.

    Raises InvalidInput on `words` (empty, too long), DomainError when a request waits already or the subscription does
    not run.
    """
    current = prices.locked(subscription)
    if current.state not in LIVE_SUBSCRIPTIONS:
        raise DomainError(_("This subscription does not run: it cannot be shared."))
    if SharingRequest.objects.filter(subscription=current).exists():
        raise DomainError(_("You have asked already: a volunteer answers you."))
    if not words.strip():
        raise InvalidInput(_("Say who with, and how."), field="words")
    if len(words) > LONGEST:
        words_too_long = _("This is longer than %(most)s characters.") % {"most": LONGEST}
        raise InvalidInput(words_too_long, field="words")
    request = SharingRequest.objects.create(
        subscription=current, words=words.strip(), asked_by=actor
    )
    number = current.member.number
    audit.record(actions.SHARING_ASKED, current, actor=actor, member_number=number)
    return request


@transaction.atomic
def answer_sharing(subscription: Subscription, *, actor: User | None) -> None:
    """Delete the request of a subscription, if there is one: the split that was made is the answer."""
    for request in SharingRequest.objects.filter(subscription=subscription):
        request.delete()
        number = subscription.member.number
        audit.record(actions.SHARING_ANSWERED, subscription, actor=actor, member_number=number)


@transaction.atomic
def decline_sharing(subscription: Subscription, *, answer: str, actor: User | None) -> None:
    """Decline a request to share, which is deleted; the member reads the words of `answer` in a mail.

    Raises InvalidInput on `answer` when it is empty, DomainError when no request waits (any more).
    """
    current = prices.locked(subscription)
    if not answer.strip():
        raise InvalidInput(_("Say why: the member reads it."), field="answer")
    if not SharingRequest.objects.filter(subscription=current).exists():
        raise DomainError(_("Nothing is asked any more: somebody else answered."))
    answer_sharing(current, actor=actor)
    member = current.member
    mails.send(
        DECLINED,
        "subscriptions/mail/sharing_declined.txt",
        {"member": member, "offer": current.offer, "answer": answer.strip()},
        to=member.email,
        language=member.language,
        member_number=member.number,
    )
