from coin.billing.models.bank import (
    BankAccount,
    BankCsvColumns,
    BankImport,
    BankLine,
    BankShare,
    BankUpload,
    KnownIban,
)
from coin.billing.models.document import Document, Line
from coin.billing.models.payment import Allocation, Payment

__all__ = [
    "Allocation",
    "BankAccount",
    "BankCsvColumns",
    "BankImport",
    "BankLine",
    "BankShare",
    "BankUpload",
    "Document",
    "KnownIban",
    "Line",
    "Payment",
]
