from coin.core.badges import declare
from provisioning.enums import RunState

declare(
    RunState,
    {
        RunState.QUEUED: "info",
        RunState.RUNNING: "busy",
        RunState.SUCCEEDED: "good",
        RunState.FAILED: "bad",
        RunState.CANCELLED: "off",
        RunState.LOST: "bad",
    },
)
