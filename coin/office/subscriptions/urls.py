"""Addresses of what subscriptions cost and who pays it, and of the offers."""

from django.urls import URLPattern, path

from coin.office.subscriptions import offers, sharing
from coin.office.subscriptions import prices as subscription_prices

ONE = "abonnements/<int:pk>"
PRICES, SHARING = subscription_prices, sharing
patterns: list[URLPattern] = [
    path(f"{ONE}/prix/", PRICES.PriceChange.as_view(), name="subscription-price"),
    path(f"{ONE}/tarif-reduit/", PRICES.ReducedPriceNew.as_view(), name="subscription-reduced"),
    path(
        "prix/<int:pk>/terminer/", PRICES.ReducedPriceEnd.as_view(), name="subscription-reduced-end"
    ),
    path(f"{ONE}/periode/", PRICES.TermChange.as_view(), name="subscription-term"),
    path(f"{ONE}/depot/", PRICES.DepositBack.as_view(), name="subscription-deposit"),
    path(f"{ONE}/partage/", SHARING.SplitNew.as_view(), name="subscription-split"),
    path(f"{ONE}/partage/fin/", SHARING.SplitEnd.as_view(), name="subscription-split-end"),
    path(
        f"{ONE}/partage/refus/", SHARING.SharingDecline.as_view(), name="subscription-split-decline"
    ),
    path(
        f"{ONE}/partage/<int:number>/depart/",
        SHARING.SplitLeave.as_view(),
        name="subscription-split-leave",
    ),
    path("offres/", offers.OfferList.as_view(), name="offers"),
    path("offres/nouvelle/", offers.OfferNew.as_view(), name="offer-new"),
    path("offres/<int:pk>/", offers.OfferRecord.as_view(), name="offer"),
    path("offres/<int:pk>/modifier/", offers.OfferEdit.as_view(), name="offer-edit"),
    path("offres/<int:pk>/ouverture/", offers.OfferMove.as_view(), name="offer-move"),
    path("offres/<int:pk>/supprimer/", offers.OfferDelete.as_view(), name="offer-delete"),
    path("offres/<int:pk>/service/", offers.ItemNew.as_view(), name="offer-item-new"),
    path("offres/service/<int:pk>/", offers.ItemEdit.as_view(), name="offer-item"),
    path("offres/service/<int:pk>/retirer/", offers.ItemRemove.as_view(), name="offer-item-remove"),
]
