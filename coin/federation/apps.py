"""Counts and exports for the federation."""

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class FederationConfig(rooms.Room):
    name = "coin.federation"
    label = "federation"
    verbose_name = _("federation")
