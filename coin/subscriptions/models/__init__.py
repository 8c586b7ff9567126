from coin.subscriptions.models.offer import Offer, OfferItem
from coin.subscriptions.models.subscription import Service, Subscription

__all__ = ["Offer", "OfferItem", "Service", "Subscription"]
