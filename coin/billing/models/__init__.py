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
from coin.billing.models.payment import Allocation, Payment

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
    "Debit",
    "DebitBatch",
    "Document",
    "Entry",
    "EntryLine",
    "KnownIban",
    "Line",
    "Mandate",
    "Payment",
    "ReturnFile",
    "UnknownReturn",
]
