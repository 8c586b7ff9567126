from coin.core.badges import declare
from coin.members.enums import MemberKind, Standing

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
