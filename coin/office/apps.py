from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "coin.office"
    label = "office"

    def ready(self) -> None:
        from coin.core.views.access import tell_holders
        from coin.office.holders import groups_holding

        tell_holders(groups_holding)
