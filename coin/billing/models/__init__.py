"""The tables of documents and money."""

from coin.billing.models.bank import (
    BankAccount,
    BankCsvColumns,
    BankImport,
    BankLine,
    BankShare,
    BankUpload,
    KnownIban,
)
from coin.billing.models.debit import Debit, DebitBatch, Mandate, ReturnFile, UnknownReturn
from coin.billing.models.document import Document, Line
from coin.billing.models.entry import (
    Account,
    AccountChoice,
    AccountingPeriod,
    Entry,
    EntryLine,
)
from coin.billing.models.hardship import (
    DocumentReminder,
    DocumentReminderStep,
    Instalment,
    PaymentPlan,
    PlanRequest,
    SuspensionPause,
)
from coin.billing.models.online import OnlineEvent, OnlinePayment, OnlinePayout, StoredMeans
from coin.billing.models.payment import Allocation, Cheque, DepositSlip, Payment
from coin.billing.models.receipt import Receipt, ReceiptPart
from coin.billing.models.run import BillingRun, DocumentMail, RunDocument

__all__ = [
    "Account",
    "AccountChoice",
    "AccountingPeriod",
    "Allocation",
    "BankAccount",
    "BankCsvColumns",
    "BankImport",
    "BankLine",
    "BankShare",
    "BankUpload",
    "BillingRun",
    "Cheque",
    "Debit",
    "DebitBatch",
    "DepositSlip",
    "Document",
    "DocumentMail",
    "DocumentReminder",
    "DocumentReminderStep",
    "Entry",
    "EntryLine",
    "Instalment",
    "KnownIban",
    "Line",
    "Mandate",
    "OnlineEvent",
    "OnlinePayment",
    "OnlinePayout",
    "Payment",
    "PaymentPlan",
    "PlanRequest",
    "Receipt",
    "ReceiptPart",
    "ReturnFile",
    "RunDocument",
    "StoredMeans",
    "SuspensionPause",
    "UnknownReturn",
]
