from coin.members.models.application import Application, ApplicationMessage
from coin.members.models.assembly import Assembly, Proxy
from coin.members.models.attachment import Attachment
from coin.members.models.contacts import Contact, PostalAddress
from coin.members.models.distinct import DistinctMembers
from coin.members.models.dues import DuesPeriod, DuesPlan, ReducedRate, Reminder, ReminderStep
from coin.members.models.groups import Seat, WorkingGroup
from coin.members.models.imports import ImportBatch, ImportMapping
from coin.members.models.member import Member, Representative
from coin.members.models.organisation_account import OrganisationAccount
from coin.members.models.personal_data import DataExport, ErasureRequest
from coin.members.models.user import User

__all__ = [
    "Application",
    "ApplicationMessage",
    "Assembly",
    "Attachment",
    "Contact",
    "DataExport",
    "DistinctMembers",
    "DuesPeriod",
    "DuesPlan",
    "ErasureRequest",
    "ImportBatch",
    "ImportMapping",
    "Member",
    "OrganisationAccount",
    "PostalAddress",
    "Proxy",
    "ReducedRate",
    "Reminder",
    "ReminderStep",
    "Representative",
    "Seat",
    "User",
    "WorkingGroup",
]
