"""Cards and accounts that Stripe keeps: one in use for a member. What is in use no more is forgotten there too."""

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
    """The member gave it: it is in use from now on, and another one no more. With the member locked."""
    known = StoredMeans.objects.filter(method_id=means.id).first()
    if known is not None:
        return known
    for stored_means in StoredMeans.objects.filter(member=member, is_on=True):
        _put_away(stored_means, None, _("replaced"))
    kept = StoredMeans.objects.create(
        member=member,
        kind=means.kind,
        customer_id=means.customer_id,
        method_id=means.id,
        mandate_id=means.mandate_id,
        brand=means.brand,
        last4=means.last4,
        expires_on=means.expires_on,
    )
    changes = {"kind": (None, kept.kind), "last4": (None, kept.last4)}
    audit.record(actions.MEANS_KEPT, kept, actor=None, changes=changes, member_number=member.number)
    return kept


@transaction.atomic
def remove(means: StoredMeans, *, actor: User | None, reason: str = "") -> None:
    """Nothing more is taken by it, charges that were announced included. DomainError when it was removed already."""
    lock_member(means.member_id)
    means.refresh_from_db(fields=["is_on"])
    if not means.is_on:
        raise DomainError(_("It is removed already."))
    for charge in list(announced(means)):
        withdraw_charge(charge, actor=actor, reason=_("the card or account was removed"))
    _put_away(means, actor, reason)


def switch_off(means: StoredMeans) -> None:
    """The bank ended the mandate: the member is told."""
    with transaction.atomic():
        remove(means, actor=None, reason=_("the bank ended the mandate"))
        letters.tell_means_off(means)


def forget(means: StoredMeans) -> None:
    """Have Stripe forget what is in use no more, and the person when nothing else of theirs is kept."""
    if means.is_on or not means.customer_id:
        return
    try:
        gateway.detach(means.method_id)
        if not StoredMeans.objects.filter(customer_id=means.customer_id, is_on=True).exists():
            gateway.delete_customer(means.customer_id)
    except gateway.UnknownToStripe:
        pass  # forgotten already
    StoredMeans.objects.filter(pk=means.pk, is_on=False).update(customer_id="")


@task
def forget_means(pk: int) -> None:
    """Have Stripe forget a card or an account that is in use no more."""
    means = StoredMeans.objects.filter(pk=pk).first()
    if means is None or not gateway.is_on():
        return
    with suppress(gateway.StripeUnreachable):
        forget(means)


def to_forget() -> list[StoredMeans]:
    """What Stripe keeps and coin uses no more."""
    return list(StoredMeans.objects.filter(is_on=False).exclude(customer_id=""))


def announced(means: StoredMeans) -> "QuerySet[OnlinePayment]":
    """Charges to come, of days that are not there yet."""
    rows = OnlinePayment.objects.filter(
        means=means, kind=OnlineKind.CHARGE, state=OnlineState.OPEN, intent_id=""
    )
    return rows.filter(charge_on__gt=timezone.localdate())


def _put_away(means: StoredMeans, actor: User | None, reason: str) -> None:
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
