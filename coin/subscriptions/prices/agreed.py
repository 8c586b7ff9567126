"""What was agreed beside the price: the term, and the deposit."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.templatetags.coin import day as day_words
from coin.members.models import User
from coin.subscriptions import actions, closed_days
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS, SubscriptionState, Term
from coin.subscriptions.models import Subscription
from coin.subscriptions.prices import services as prices


@transaction.atomic
def change_term(
    subscription: Subscription, *, term: str, in_arrears: bool, actor: User | None
) -> None:
    """Change how many months are billed at once, and whether before they begin or after they ended (`in_arrears`).

    What was billed stays, and is not billed again. Raises InvalidInput on `term` when it is unknown or changes nothing,
    DomainError when the subscription does not run.
    """
    locked = prices.locked(subscription)
    if locked.state not in LIVE_SUBSCRIPTIONS:
        raise DomainError(_("This subscription does not run: nothing more of it is billed."))
    if term not in Term.values:
        raise InvalidInput(_("Every month, every three months or every year."), field="term")
    values = {"term": term, "in_arrears": in_arrears}
    changes = audit.differences(locked, values)
    if not changes:
        raise InvalidInput(_("It is billed so already."), field="term")
    Subscription.objects.filter(pk=locked.pk).update(**values)
    subscription.term, subscription.in_arrears = term, in_arrears
    number = locked.member.number
    audit.record(
        actions.TERM_CHANGED, subscription, actor=actor, changes=changes, member_number=number
    )


@transaction.atomic
def give_deposit_back(subscription: Subscription, *, on: date, actor: User | None) -> None:
    """Give the deposit back: it is owed to the member from the day `on`; the next billing run makes the credit note.

    Raises InvalidInput on `on` (before the end, to come, closed accounts), DomainError while the subscription runs,
    without a deposit, or the second time.
    """
    locked = prices.locked(subscription)
    if locked.state != SubscriptionState.ENDED or locked.ended_on is None:
        raise DomainError(_("The deposit is given back once the subscription has ended."))
    if not locked.deposit:
        raise DomainError(_("There is no deposit."))
    if locked.deposit_back_on:
        words = _("The deposit was given back on %(day)s already.")
        raise DomainError(words % {"day": day_words(locked.deposit_back_on)})
    _check_day(locked.ended_on, on)
    Subscription.objects.filter(pk=locked.pk).update(deposit_back_on=on)
    subscription.deposit_back_on = on
    changes = {"deposit_back_on": (None, on), "deposit": (locked.deposit, 0)}
    number = locked.member.number
    audit.record(
        actions.DEPOSIT_BACK, subscription, actor=actor, changes=changes, member_number=number
    )


def _check_day(ended_on: date, day: date) -> None:
    closed_days.refuse_closed(day, field="on")
    if day < ended_on:
        raise InvalidInput(_("The deposit is given back after the end, not before."), field="on")
    if day > timezone.localdate():
        raise InvalidInput(_("This day is still to come."), field="on")
