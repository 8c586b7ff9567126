from coin.subscriptions.models.offer import Offer, OfferItem
from coin.subscriptions.models.price import Price, Share, Split, Suspension
from coin.subscriptions.models.request import SharingRequest
from coin.subscriptions.models.subscription import Service, Subscription

__all__ = [
    "Offer",
    "OfferItem",
    "Price",
    "Service",
    "Share",
    "SharingRequest",
    "Split",
    "Subscription",
    "Suspension",
]
