"""Offers and the services they hold: created, changed, closed to new subscriptions, deleted while nobody had them.

A running subscription keeps what was agreed: price, term, deposit and fee are copied when a member subscribes.
"""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members.models import User
from coin.subscriptions import actions, registry
from coin.subscriptions.models import Offer, OfferItem

EDITABLE = (
    "name",
    "description",
    "technology",
    "monthly_price",
    "minimum",
    "maximum",
    "setup_fee",
    "deposit",
    "term",
    "in_arrears",
    "suspended_price",
    "billed_by_item",
    "vat_rate",
    "open_to_new",
)
AMOUNTS = ("monthly_price", "minimum", "maximum", "setup_fee", "deposit", "suspended_price")
ITEM_FIELDS = ("label", "service_type", "weight")


@transaction.atomic
def create_offer(*, actor: User | None, **fields: Any) -> Offer:
    """Create an offer from fields of EDITABLE. It takes subscriptions once it holds a service.

    Raises InvalidInput on the field that is wrong (another offer's name, a negative amount, bounds that do not lie
    around the price), TypeError for a field that may not be set.
    """
    _known_only(fields, EDITABLE)
    offer = Offer(slug=_free_slug(str(fields.get("name", ""))), **fields)
    _check(offer)
    offer.save(force_insert=True)
    names = ("monthly_price", "term", "deposit")
    changes = {name: (None, getattr(offer, name)) for name in names}
    audit.record(actions.OFFER_CREATED, offer, actor=actor, changes=changes)
    return offer


@transaction.atomic
def change_offer(offer: Offer, *, actor: User | None, **fields: Any) -> None:
    """Change fields of EDITABLE, for those who subscribe from now on; nothing is written when nothing differs.

    Two fields count for everybody, on the documents to come: `billed_by_item` and `vat_rate`. Raises as `create_offer`
    does, and leaves the `offer` passed in as it was.
    """
    _known_only(fields, EDITABLE)
    changes = audit.differences(offer, fields)
    if not changes:
        return
    _set(offer, {name: after for name, (_before, after) in changes.items()})
    try:
        _check(offer)
    except InvalidInput:
        _set(offer, {name: before for name, (before, _after) in changes.items()})
        raise
    offer.save(update_fields=list(changes))
    audit.record(actions.OFFER_CHANGED, offer, actor=actor, changes=changes)


@transaction.atomic
def delete_offer(offer: Offer, *, actor: User | None) -> None:
    """Delete an offer that nobody ever had. Raises DomainError for another: close it to new subscriptions instead."""
    # Recorded first, while the offer still has its pk; a refusal rolls the entry back.
    audit.record(actions.OFFER_DELETED, offer, actor=actor)
    try:
        offer.delete()
    except ProtectedError as error:
        raise DomainError(
            _("Somebody subscribed to this offer: close it to new subscriptions instead.")
        ) from error


@transaction.atomic
def add_item(
    offer: Offer, *, label: str, service_type: str, weight: int, actor: User | None
) -> OfferItem:
    """Add a service for those who subscribe from now on; `weight` is its part of the price.

    `service_type` is the slug of a registered type. Raises InvalidInput on the field that is wrong.
    """
    item = OfferItem(offer=offer, label=label, service_type=service_type, weight=weight)
    _check_item(item)
    item.save(force_insert=True)
    changes = {"service_type": (None, service_type), "weight": (None, weight)}
    audit.record(actions.OFFER_ITEM_ADDED, item, actor=actor, changes=changes)
    return item


@transaction.atomic
def change_item(item: OfferItem, *, actor: User | None, **fields: Any) -> None:
    """Change the item's `label`, `service_type` or `weight` (part of the price); services made from it stay.

    Raises InvalidInput on the field that is wrong.
    """
    _known_only(fields, ITEM_FIELDS)
    changes = audit.differences(item, fields)
    if not changes:
        return
    _set(item, {name: after for name, (_before, after) in changes.items()})
    _check_item(item)
    item.save(update_fields=list(changes))
    audit.record(actions.OFFER_ITEM_CHANGED, item, actor=actor, changes=changes)


@transaction.atomic
def remove_item(item: OfferItem, *, actor: User | None) -> None:
    """Take the item out for those who subscribe from now on; services made from it stay.

    Raises DomainError once the item was billed on a line of its own: documents name it.
    """
    changes = {"label": (item.label, None)}
    audit.record(actions.OFFER_ITEM_REMOVED, item, actor=actor, changes=changes)
    try:
        item.delete()
    except ProtectedError as error:
        raise DomainError(
            _("Documents name this service: make another offer without it instead.")
        ) from error


def _check(offer: Offer) -> None:
    check_fields(offer, EDITABLE)
    twins = Offer.objects.filter(name__iexact=offer.name).exclude(pk=offer.pk)
    if twins.exists():
        raise InvalidInput(_("Another offer has this name."), field="name")
    for name in AMOUNTS:
        if (getattr(offer, name) or 0) < 0:
            raise InvalidInput(_("An amount is zero or more."), field=name)
    _check_bounds(offer)
    if offer.suspended_price is not None and offer.suspended_price > offer.monthly_price:
        words = _("While suspended, no more than the monthly price is asked.")
        raise InvalidInput(words, field="suspended_price")
    if offer.vat_rate is not None and not 0 <= offer.vat_rate <= 100:
        raise InvalidInput(_("A rate is between 0 and 100."), field="vat_rate")


def _check_bounds(offer: Offer) -> None:
    """Raise InvalidInput on a bound unless those of a free price lie around the advised price (`monthly_price`)."""
    least, most = offer.minimum, offer.maximum
    if least is None:
        if most is not None:
            words = _("A free price has a least price: give it, or leave both empty.")
            raise InvalidInput(words, field="minimum")
        return
    if least > offer.monthly_price:
        words = _("The least price is at most the monthly price, which is advised.")
        raise InvalidInput(words, field="minimum")
    if most is not None and most < offer.monthly_price:
        words = _("The highest price is at least the monthly price, which is advised.")
        raise InvalidInput(words, field="maximum")


def _check_item(item: OfferItem) -> None:
    check_fields(item, ITEM_FIELDS)
    if item.service_type not in {known.slug for known in registry.all_types()}:
        raise InvalidInput(_("No such kind of service."), field="service_type")


def _free_slug(name: str) -> str:
    """A slug that no offer has: the offer keeps it in its addresses for good, even when its name changes."""
    stem = slugify(name)[:40] or "offer"
    taken = set(Offer.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    tried = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in tried if slug not in taken)


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _known_only(fields: dict[str, Any], names: tuple[str, ...]) -> None:
    unknown = sorted(set(fields) - set(names))
    if unknown:
        raise TypeError(f"not a field that may be set: {', '.join(unknown)}")
