from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "coin.api"
    label = "api"
