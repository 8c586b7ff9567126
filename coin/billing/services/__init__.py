"""What may be done to documents and money."""

from coin.billing.services.dues import Renewed, call_dues, change_dues, renew_dues
from coin.billing.services.giving import give_credit
from coin.billing.services.issuing import Issuing, cancel, issue, issue_many
from coin.billing.services.moving import move_payment
from coin.billing.services.payments import record_payment, reverse_payment
from coin.billing.services.reconcile import DraftDocument, Reconciliation, Unusual, reconcile

__all__ = [
    "DraftDocument",
    "Issuing",
    "Reconciliation",
    "Renewed",
    "Unusual",
    "call_dues",
    "cancel",
    "change_dues",
    "give_credit",
    "issue",
    "issue_many",
    "move_payment",
    "reconcile",
    "record_payment",
    "renew_dues",
    "reverse_payment",
]
