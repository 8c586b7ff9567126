"""What may be done to documents and money."""

from coin.billing.services.issuing import Issuing, cancel, issue, issue_many
from coin.billing.services.payments import record_payment, reverse_payment
from coin.billing.services.reconcile import DraftDocument, Reconciliation, Unusual, reconcile

__all__ = [
    "DraftDocument",
    "Issuing",
    "Reconciliation",
    "Unusual",
    "cancel",
    "issue",
    "issue_many",
    "reconcile",
    "record_payment",
    "reverse_payment",
]
