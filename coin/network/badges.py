from coin.core.badges import declare
from coin.network.models import LegalRequestState

declare(
    LegalRequestState,
    {
        LegalRequestState.WAITING: "warn",
        LegalRequestState.READ: "good",
        LegalRequestState.UNREAD: "off",
    },
)
