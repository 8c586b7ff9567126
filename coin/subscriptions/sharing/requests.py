"""A member asks to share a line; a volunteer makes the split, or says no. The request goes away with the answer."""

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
    """Ask the volunteers: who with, and how. Raises InvalidInput on `words`, DomainError when one waits already."""
    held = prices.locked(subscription)
    if held.state not in LIVE_SUBSCRIPTIONS:
        raise DomainError(_("This subscription does not run: it cannot be shared."))
    if SharingRequest.objects.filter(subscription=held).exists():
        raise DomainError(_("You have asked already: a volunteer answers you."))
    if not words.strip():
        raise InvalidInput(_("Say who with, and how."), field="words")
    if len(words) > LONGEST:
        words_too_long = _("This is longer than %(most)s characters.") % {"most": LONGEST}
        raise InvalidInput(words_too_long, field="words")
    asked = SharingRequest.objects.create(subscription=held, words=words.strip(), asked_by=actor)
    number = held.member.number
    audit.record(actions.SHARING_ASKED, held, actor=actor, member_number=number)
    return asked


@transaction.atomic
def answer_sharing(subscription: Subscription, *, actor: User | None) -> None:
    """The request of a subscription, if there is one, is answered: the split that was made says it."""
    for asked in SharingRequest.objects.filter(subscription=subscription):
        asked.delete()
        number = subscription.member.number
        audit.record(actions.SHARING_ANSWERED, subscription, actor=actor, member_number=number)


@transaction.atomic
def decline_sharing(subscription: Subscription, *, answer: str, actor: User | None) -> None:
    """Say no, with the words that the member reads in a mail. DomainError when nothing is asked (any more)."""
    held = prices.locked(subscription)
    if not answer.strip():
        raise InvalidInput(_("Say why: the member reads it."), field="answer")
    if not SharingRequest.objects.filter(subscription=held).exists():
        raise DomainError(_("Nothing is asked any more: somebody else answered."))
    answer_sharing(held, actor=actor)
    member = held.member
    mails.send(
        DECLINED,
        "subscriptions/mail/sharing_declined.txt",
        {"member": member, "offer": held.offer, "answer": answer.strip()},
        to=member.email,
        language=member.language,
        member_number=member.number,
    )
