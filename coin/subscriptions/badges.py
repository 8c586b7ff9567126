from coin.core.badges import declare
from coin.subscriptions.enums import ServiceState, SubscriptionState

declare(
    SubscriptionState,
    {
        SubscriptionState.REQUESTED: "info",
        SubscriptionState.ACCEPTED: "busy",
        SubscriptionState.ACTIVE: "good",
        SubscriptionState.SUSPENDED: "warn",
        SubscriptionState.ENDED: "off",
        SubscriptionState.REFUSED: "off",
    },
)
declare(
    ServiceState,
    {
        ServiceState.PENDING: "busy",
        ServiceState.ACTIVE: "good",
        ServiceState.SUSPENDED: "warn",
        ServiceState.ENDED: "off",
    },
)
