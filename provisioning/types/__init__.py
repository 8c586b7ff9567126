"""The service types whose servers coin makes true."""

from coin.subscriptions import registry
from provisioning.types.line import Line
from provisioning.types.vpn import Vpn


def register_all() -> None:
    """Register the types. Called once, when Django starts."""
    registry.register(Vpn())
    registry.register(Line())
