"""What may be done to subscriptions and their services."""

from coin.subscriptions.services.change import change_service
from coin.subscriptions.services.confirm import confirm_service, confirm_services, record_errors
from coin.subscriptions.services.life import accept, end, refuse, resume, suspend
from coin.subscriptions.services.request import subscribe

__all__ = [
    "accept",
    "change_service",
    "confirm_service",
    "confirm_services",
    "end",
    "record_errors",
    "refuse",
    "resume",
    "subscribe",
    "suspend",
]
