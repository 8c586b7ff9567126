from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "coin.portal"
    label = "portal"
