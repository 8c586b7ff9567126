from coin.core import rooms


class ApiConfig(rooms.Room):
    name = "coin.api"
    label = "api"
