"""Counts and exports for the federation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "coin.federation"
    label = "federation"
    verbose_name = _("federation")
