"""The choices of the accounts: their journals, the facts that entries record, the uses of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Journal(models.TextChoices):
    """The journals of the accounts. Their values are the journal codes of the FEC."""

    SALES = "VE", _("Documents issued")
    BANK = "BQ", _("Bank")
    CASH = "CA", _("Cash")
    RECEIPTS = "EN", _("Money on its way")
    OTHER = "OD", _("Other operations")


class EntrySource(models.TextChoices):
    """The kind of fact that an entry records."""

    DOCUMENT = "document", _("Document")
    PAYMENT = "payment", _("Payment")
    BANK_LINE = "bank_line", _("Bank line")
    MERGE = "merge", _("Merge of two members")
    ONLINE_FEE = "online_fee", _("Fee of an online payment")
    OPENING = "opening", _("Opening balances")
    HISTORY = "history", _("Entry of another tool")


class AccountUse(models.TextChoices):
    """What an account is chosen for."""

    MEMBERS = "members", _("What members owe")
    SERVICES = "services", _("Services, by the month")
    SETUP = "setup", _("Set-up fees")
    DUES = "dues", _("Dues")
    ENTRY_FEE = "entry_fee", _("Entry fees")
    GIFTS = "gifts", _("Gifts")
    BANK = "bank", _("Bank, when no other is named")
    CHEQUES = "cheques", _("Cheques to pay in")
    CASH = "cash", _("Cash")
    CARDS = "cards", _("Cards, on their way to the bank")
    HELLOASSO = "helloasso", _("HelloAsso, on its way to the bank")
    G1 = "g1", _("Ğ1 held")
    DEPOSITS = "deposits", _("Deposits to be given back")
    VAT = "vat", _("VAT collected")
    FUND = "fund", _("Help given by the solidarity fund")
    FEES = "fees", _("Fees of banks and of online payments")
    TRANSIT = "transit", _("Debits and other means, on their way to the bank")
