"""Addresses of online payments, and of the card or account that Stripe keeps."""

from django.urls import URLPattern, path

from coin.portal.money import means, online

ONE = "payer/<int:pk>"
patterns: list[URLPattern] = [
    path("payer/", online.Pay.as_view(), name="pay"),
    path("payer/avance/", online.TopUp.as_view(), name="top-up"),
    path(f"{ONE}/", online.Attempt.as_view(), name="online"),
    path(f"{ONE}/continuer/", online.GoOn.as_view(), name="online-go"),
    path(f"{ONE}/renoncer/", online.GiveUp.as_view(), name="online-stop"),
    path("moyen-de-paiement/", means.MyMeans.as_view(), name="means"),
    path("moyen-de-paiement/nouveau/", means.GiveMeans.as_view(), name="means-new"),
    path("moyen-de-paiement/<int:pk>/retirer/", means.RemoveMeans.as_view(), name="means-remove"),
]
