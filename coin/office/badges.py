from coin.core.badges import declare
from coin.core.models import MailState

declare(
    MailState,
    {
        MailState.WAITING: "info",
        MailState.SENDING: "busy",
        MailState.SENT: "good",
        MailState.FAILED: "bad",
    },
)
