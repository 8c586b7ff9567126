from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "coin.office"
    label = "office"
