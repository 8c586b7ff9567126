"""A free price is held to the offer's bounds."""

from decimal import Decimal

from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.money import cents, euros
from coin.subscriptions.models import Offer


def free_price(offer: Offer, wished: Decimal) -> Decimal:
    """The price that a member chose, rounded to the cent. Raises InvalidInput on `monthly_price` outside the bounds.

    The offer's own price is always allowed.
    """
    # The offer's own price is always allowed, whether the price is free or not.
    if wished == offer.monthly_price:
        return offer.monthly_price
    if offer.minimum is None:
        raise InvalidInput(_("The price of this offer is not free."), field="monthly_price")
    if wished < offer.minimum:
        least = {"minimum": euros(offer.minimum)}
        raise InvalidInput(
            _("The least price of this offer is %(minimum)s a month.") % least,
            field="monthly_price",
        )
    if offer.maximum is not None and wished > offer.maximum:
        most = {"maximum": euros(offer.maximum)}
        raise InvalidInput(
            _("The highest price of this offer is %(maximum)s a month.") % most,
            field="monthly_price",
        )
    return cents(wished)
