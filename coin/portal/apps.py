from coin.core import rooms


class PortalConfig(rooms.Room):
    name = "coin.portal"
    label = "portal"
