"""What may be done to offers, subscriptions and their services."""

from coin.subscriptions.services.agreed import change_term, give_deposit_back
from coin.subscriptions.services.change import change_service
from coin.subscriptions.services.confirm import confirm_service, confirm_services, record_errors
from coin.subscriptions.services.life import accept, end, refuse, resume, suspend
from coin.subscriptions.services.offers import (
    add_item,
    change_item,
    change_offer,
    create_offer,
    delete_offer,
    remove_item,
)
from coin.subscriptions.services.prices import (
    change_price,
    choose_price,
    end_reduced_price,
    give_reduced_price,
)
from coin.subscriptions.services.request import subscribe
from coin.subscriptions.services.sharing import (
    end_split,
    leave_every_split,
    leave_split,
    split_cost,
)
from coin.subscriptions.services.sharing_requests import (
    answer_sharing,
    ask_to_share,
    decline_sharing,
)

__all__ = [
    "accept",
    "add_item",
    "answer_sharing",
    "ask_to_share",
    "change_item",
    "change_offer",
    "change_price",
    "change_service",
    "change_term",
    "choose_price",
    "confirm_service",
    "confirm_services",
    "create_offer",
    "decline_sharing",
    "delete_offer",
    "end",
    "end_reduced_price",
    "end_split",
    "give_deposit_back",
    "give_reduced_price",
    "leave_every_split",
    "leave_split",
    "record_errors",
    "refuse",
    "remove_item",
    "resume",
    "split_cost",
    "subscribe",
    "suspend",
]
