"""Pools and assignments of addresses."""

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class NetworkConfig(rooms.Room):
    name = "coin.network"
    label = "network"
    verbose_name = _("network")
