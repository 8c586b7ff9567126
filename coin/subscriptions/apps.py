"""Offers, subscriptions and services: what was promised."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "coin.subscriptions"
    label = "subscriptions"
    verbose_name = _("subscriptions")
