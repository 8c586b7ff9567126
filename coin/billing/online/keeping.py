"""Cards and accounts that Stripe keeps: one in use for a member. Stripe is asked to forget those no longer in use."""

from contextlib import suppress

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance.locks import lock_member
from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import OnlinePayment, StoredMeans
from coin.billing.online import letters
from coin.billing.online.announcing import withdraw_charge
from coin.billing.online.stripe import gateway, shapes
from coin.core import audit
from coin.core.errors import DomainError
from coin.core.tasks import task, wake
from coin.members.models import Member, User


def keep(member: Member, means: shapes.Means) -> StoredMeans:
    """Put in use the card or account that a member gave, in place of another; returns its row, saved.

    One that is known already is returned as it is. Call it with the member locked.
    """
    existing = StoredMeans.objects.filter(method_id=means.id).first()
    if existing is not None:
        return existing
    for stored_means in StoredMeans.objects.filter(member=member, is_on=True):
        _put_away(stored_means, None, _("replaced"))
    new_means = StoredMeans.objects.create(
        member=member,
        kind=means.kind,
        customer_id=means.customer_id,
        method_id=means.id,
        mandate_id=means.mandate_id,
        brand=means.brand,
        last4=means.last4,
        expires_on=means.expires_on,
    )
    changes = {"kind": (None, new_means.kind), "last4": (None, new_means.last4)}
    audit.record(
        actions.MEANS_KEPT, new_means, actor=None, changes=changes, member_number=member.number
    )
    return new_means


@transaction.atomic
def remove(means: StoredMeans, *, actor: User | None, reason: str = "") -> None:
    """Take nothing more by a card or an account: charges that were announced are withdrawn, and Stripe is to forget it.

    Raises DomainError when it was removed already.
    """
    lock_member(means.member_id)
    means.refresh_from_db(fields=["is_on"])
    if not means.is_on:
        raise DomainError(_("It is removed already."))
    for charge in list(announced(means)):
        withdraw_charge(charge, actor=actor, reason=_("the card or account was removed"))
    _put_away(means, actor, reason)


def switch_off(means: StoredMeans) -> None:
    """Remove an account whose mandate the bank ended, and tell the member by mail. Raises DomainError as `remove`."""
    with transaction.atomic():
        remove(means, actor=None, reason=_("the bank ended the mandate"))
        letters.tell_means_off(means)


def forget(means: StoredMeans) -> None:
    """Have Stripe forget a card or an account no longer in use, and its customer when nothing else of theirs is in use.

    Does nothing for one in use. The row stays, without its customer. Raises DomainError when Stripe refuses or does not
    answer.
    """
    if means.is_on or not means.customer_id:
        return
    try:
        gateway.detach(means.method_id)
        if not StoredMeans.objects.filter(customer_id=means.customer_id, is_on=True).exists():
            gateway.delete_customer(means.customer_id)
    except gateway.UnknownToStripe:
        pass  # forgotten already
    # Without a customer, the row says that Stripe has forgotten.
    StoredMeans.objects.filter(pk=means.pk, is_on=False).update(customer_id="")


@task
def forget_means(pk: int) -> None:
    """`forget`, run by a worker."""
    means = StoredMeans.objects.filter(pk=pk).first()
    if means is None or not gateway.is_on():
        return
    with suppress(gateway.StripeUnreachable):  # the periodic job asks again
        forget(means)


def to_forget() -> list[StoredMeans]:
    """Cards and accounts that Stripe keeps and coin no longer uses."""
    return list(StoredMeans.objects.filter(is_on=False).exclude(customer_id=""))


def announced(means: StoredMeans) -> "QuerySet[OnlinePayment]":
    """The announced charges of a card or an account whose day is after today."""
    rows = OnlinePayment.objects.filter(
        means=means, kind=OnlineKind.CHARGE, state=OnlineState.OPEN, intent_id=""
    )
    return rows.filter(charge_on__gt=timezone.localdate())


def _put_away(means: StoredMeans, actor: User | None, reason: str) -> None:
    """Mark a card or an account as no longer in use, and wake the worker that has Stripe forget it."""
    StoredMeans.objects.filter(pk=means.pk).update(is_on=False, removed_at=timezone.now())
    means.is_on = False
    audit.record(
        actions.MEANS_REMOVED,
        means,
        actor=actor,
        member_number=means.member.number,
        note=reason,
    )
    wake(forget_means, means.pk)
