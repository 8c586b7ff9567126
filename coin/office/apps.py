from coin.core import rooms


class OfficeConfig(rooms.Room):
    name = "coin.office"
    label = "office"

    def ready(self) -> None:
        # Imported here: models may be loaded only once every app is.
        from coin.core.views.access import HOLDERS
        from coin.office.holders import groups_holding

        HOLDERS.register(groups_holding)
