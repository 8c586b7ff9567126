"""URLs of the prices and shares of subscriptions, and of offers."""

from django.urls import URLPattern, path

from coin.office.subscriptions import life, offers, sharing
from coin.office.subscriptions import prices as subscription_prices
from coin.office.subscriptions import views as subscriptions

ONE = "abonnements/<int:pk>"
PRICES, SHARING = subscription_prices, sharing
patterns: list[URLPattern] = [
    path("membres/<int:number>/offre/", subscriptions.OfferChoice.as_view(), name="offer-choice"),
    path(
        "membres/<int:number>/offre/<slug:slug>/",
        subscriptions.SubscriptionNew.as_view(),
        name="subscription-new",
    ),
    path("abonnements/", subscriptions.SubscriptionList.as_view(), name="subscriptions"),
    path("abonnements/<int:pk>/", subscriptions.SubscriptionRecord.as_view(), name="subscription"),
    path("abonnements/<int:pk>/accepter/", life.Accept.as_view(), name="subscription-accept"),
    path("abonnements/<int:pk>/refuser/", life.Refuse.as_view(), name="subscription-refuse"),
    path("abonnements/<int:pk>/suspendre/", life.Suspend.as_view(), name="subscription-suspend"),
    path("abonnements/<int:pk>/reprendre/", life.Resume.as_view(), name="subscription-resume"),
    path("abonnements/<int:pk>/terminer/", life.End.as_view(), name="subscription-end"),
    path("services/<int:pk>/fait/", life.ServiceDone.as_view(), name="service-done"),
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
