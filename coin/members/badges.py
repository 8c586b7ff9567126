"""The tone of each state of this room (coin.core.badges)."""

from coin.core.badges import declare
from coin.core.models import ProposalState
from coin.members.enums import (
    ApplicationState,
    ErasureState,
    ImportState,
    MemberKind,
    ReducedRateState,
    Standing,
)

declare(
    Standing,
    {
        Standing.CANDIDATE: "info",
        Standing.GOOD: "good",
        Standing.LATE: "warn",
        Standing.LAPSED: "bad",
        Standing.LEFT: "off",
        Standing.EXCLUDED: "off",
    },
)
declare(MemberKind, {MemberKind.PERSON: "off", MemberKind.ORGANISATION: "info"})
declare(
    ProposalState,
    {
        ProposalState.WAITING: "warn",
        ProposalState.DONE: "good",
        ProposalState.EMERGENCY: "bad",
        ProposalState.ALONE: "info",
        ProposalState.REFUSED: "off",
        ProposalState.WITHDRAWN: "off",
        ProposalState.EXPIRED: "off",
    },
)
declare(
    ApplicationState,
    {
        ApplicationState.UNCONFIRMED: "off",
        ApplicationState.SUBMITTED: "warn",
        ApplicationState.QUESTIONED: "info",
        ApplicationState.APPROVED: "good",
        ApplicationState.DECLINED: "bad",
        ApplicationState.WITHDRAWN: "off",
    },
)
declare(
    ReducedRateState,
    {
        ReducedRateState.REQUESTED: "warn",
        ReducedRateState.GRANTED: "good",
        ReducedRateState.DECLINED: "off",
    },
)
declare(
    ImportState,
    {ImportState.PREPARED: "warn", ImportState.DONE: "good", ImportState.ABANDONED: "off"},
)
declare(
    ErasureState,
    {
        ErasureState.REQUESTED: "warn",
        ErasureState.DONE: "good",
        ErasureState.DECLINED: "off",
        ErasureState.WITHDRAWN: "off",
    },
)
