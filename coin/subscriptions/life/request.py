"""Subscribing: a member asks for an offer."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.members.models import Member, User
from coin.subscriptions import actions, registry
from coin.subscriptions.models import Offer, OfferItem, Subscription
from coin.subscriptions.parameters import taken_by
from coin.subscriptions.prices.free_price import free_price

Parameters = Mapping[int, Mapping[str, Any]]
# What is agreed beside the price: a later change of the offer does not touch it.
AGREED = ("setup_fee", "deposit", "term", "in_arrears", "suspended_price")


@transaction.atomic
def subscribe(
    member: Member,
    offer: Offer,
    *,
    actor: User | None,
    monthly_price: Decimal | None = None,
    parameters: Parameters | None = None,
    note: str = "",
) -> Subscription:
    """Ask for an offer: REQUESTED, until `accept` or `refuse`.

    `monthly_price` is for offers at a free price, in euros, within the offer's bounds; without it, the offer's price.
    Term, deposit, set-up fee and price while suspended are copied from the offer as it is today.
    `parameters` maps the pk of an item of the offer to the data for its type's form; for an item that is left out, the
    form is checked as if it were sent empty. Raises InvalidInput on `offer` (closed, without a service, or not the one
    whose items `parameters` names), `monthly_price` or the field of a form, DomainError when the member has left.
    """
    refuse_departed(member)
    items = _items(offer)
    subscription = Subscription.objects.create(
        member=member,
        offer=offer,
        monthly_price=_price(offer, monthly_price),
        **{name: getattr(offer, name) for name in AGREED},
        requested_parameters=_taken(items, parameters or {}),
        note=note,
    )
    changes = {"offer": (None, offer.name), "monthly_price": (None, subscription.monthly_price)}
    audit.record(
        actions.REQUESTED, subscription, actor=actor, changes=changes, member_number=member.number
    )
    return subscription


def refuse_departed(member: Member) -> None:
    """Raise DomainError when the member has left or was excluded, today or before."""
    today = timezone.localdate()
    if any(day and day <= today for day in (member.left_on, member.excluded_on)):
        raise DomainError(_("%(member)s is no longer a member.") % {"member": member})


def _items(offer: Offer) -> list[OfferItem]:
    items = list(offer.items.all())
    if not offer.open_to_new:
        raise InvalidInput(_("This offer takes no new subscription."), field="offer")
    if not items:
        raise InvalidInput(_("This offer holds no service yet."), field="offer")
    return items


def _price(offer: Offer, wished: Decimal | None) -> Decimal:
    return offer.monthly_price if wished is None else free_price(offer, wished)


def _taken(items: list[OfferItem], given: Parameters) -> dict[str, dict[str, Any]]:
    unknown = set(given) - {item.pk for item in items}
    if unknown:
        raise InvalidInput(_("These parameters belong to another offer."), field="offer")
    return {
        str(item.pk): taken_by(registry.get(item.service_type), given.get(item.pk))
        for item in items
    }
