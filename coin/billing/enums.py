from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    DUES_CALL = "dues_call", _("Call for dues")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


class PaymentStatus(models.TextChoices):
    """What became of a document's money: derived by billing.queries, never stored."""

    DRAFT = "draft", _("Not issued yet")
    PAID = "paid", _("Paid")
    PARTLY = "partly", _("Partly paid")
    TO_PAY = "to_pay", _("To pay")
    LATE = "late", _("Late")
    CANCELLED = "cancelled", _("Cancelled")
    CREDITED = "credited", _("Credited to the account")


class LineItem(models.TextChoices):
    """What of a subscription or of a dues period a line bills. The dues themselves bear MONTHLY: the price."""

    MONTHLY = "monthly", _("Monthly price")
    SETUP = "setup", _("Set-up fee")
    ENTRY_FEE = "entry_fee", _("Entry fee")
    GIFT = "gift", _("Gift")


class PaymentMeans(models.TextChoices):
    TRANSFER = "transfer", _("Transfer")
    STANDING_ORDER = "standing_order", _("Standing order")
    CARD = "card", _("Card")
    SEPA_DEBIT = "sepa_debit", _("Direct debit")
    CHEQUE = "cheque", _("Cheque")
    CASH = "cash", _("Cash")


class BankLineState(models.TextChoices):
    TO_MATCH = "to_match", _("To match")
    MATCHED = "matched", _("Matched")
    FILED = "filed", _("Filed")


class MandateState(models.TextChoices):
    DRAFT = "draft", _("To sign")
    ACTIVE = "active", _("In use")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    LAPSED = "lapsed", _("Lapsed")


class BatchState(models.TextChoices):
    """Announced to the members, then written in a file for the bank, sent to it, and paid by it."""

    DRAFT = "draft", _("Draft")
    NOTIFIED = "notified", _("Announced")
    WRITTEN = "written", _("File written")
    SENT = "sent", _("Sent to the bank")
    COLLECTED = "collected", _("Paid by the bank")
    DROPPED = "dropped", _("Dropped")


class DebitState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    SENT = "sent", _("In the file")
    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Sent back")
    LEFT_OUT = "left_out", _("Left out")


OPEN_DEBITS = (DebitState.PLANNED, DebitState.SENT)


SERIES_PREFIX = {
    DocumentKind.DUES_CALL: "C",
    DocumentKind.INVOICE: "F",
    DocumentKind.CREDIT_NOTE: "A",
}
