from coin.members.models.attempts import SignInFailure
from coin.members.models.dues import DuesPeriod, DuesPlan
from coin.members.models.groups import Seat, WorkingGroup
from coin.members.models.member import Member, Representative
from coin.members.models.user import User

__all__ = [
    "DuesPeriod",
    "DuesPlan",
    "Member",
    "Representative",
    "Seat",
    "SignInFailure",
    "User",
    "WorkingGroup",
]
