"""The tone of what importing a line of a file will do."""

from coin.core.badges import declare
from coin.members.importing.comparing import Outcome

declare(
    Outcome,
    {
        Outcome.NEW: "good",
        Outcome.CHANGED: "busy",
        Outcome.UNCHANGED: "off",
        Outcome.REFUSED: "bad",
    },
)
