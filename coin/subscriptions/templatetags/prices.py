"""{% load prices %}: what an offer bills at once."""

from django import template

from coin.subscriptions.models import Offer
from coin.subscriptions.wording import term_price

register = template.Library()


@register.filter
def at_once(offer: Offer) -> str:
    """`45,00 € every three months`: the price of a term."""
    return term_price(offer.term, offer.monthly_price)
