"""Addresses of the pages about what a member's subscriptions cost."""

from django.urls import URLPattern, path

from coin.portal.services import subscription

ONE = "abonnements/<int:pk>"
patterns: list[URLPattern] = [
    path(f"{ONE}/", subscription.SubscriptionCost.as_view(), name="subscription"),
    path(f"{ONE}/prix/", subscription.ChoosePrice.as_view(), name="choose-price"),
    path(f"{ONE}/partage/", subscription.AskToShare.as_view(), name="ask-to-share"),
]
