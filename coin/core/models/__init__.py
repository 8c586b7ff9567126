from coin.core.models.association import Association, VatPeriod
from coin.core.models.audit import AuditEntry
from coin.core.models.claim import WorkClaim
from coin.core.models.counter import Counter
from coin.core.models.mail import Mail, MailState
from coin.core.models.periodic import PeriodicJob
from coin.core.models.proposal import Proposal, ProposalState
from coin.core.models.retention import RetentionDoor
from coin.core.models.seal import AuditSeal

__all__ = [
    "Association",
    "AuditEntry",
    "AuditSeal",
    "Counter",
    "Mail",
    "MailState",
    "PeriodicJob",
    "Proposal",
    "ProposalState",
    "RetentionDoor",
    "VatPeriod",
    "WorkClaim",
]
