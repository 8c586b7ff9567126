from coin.core.models.association import Association
from coin.core.models.audit import AuditEntry
from coin.core.models.counter import Counter
from coin.core.models.periodic import PeriodicJob
from coin.core.models.retention import RetentionDoor

__all__ = ["Association", "AuditEntry", "Counter", "PeriodicJob", "RetentionDoor"]
