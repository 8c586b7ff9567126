"""The choices of documents, payments and collections, and the states that are still open."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    DUES_CALL = "dues_call", _("Call for dues")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    GIFT = "gift", _("Gift slip")
    OPENING = "opening", _("Balance brought forward")


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


class PaymentStatus(models.TextChoices):
    """How far a document is paid: derived by coin.billing.balance.queries, never stored."""

    DRAFT = "draft", _("Not issued yet")
    PAID = "paid", _("Paid")
    PARTLY = "partly", _("Partly paid")
    TO_PAY = "to_pay", _("To pay")
    IN_PLAN = "in_plan", _("Paid by instalments")
    LATE = "late", _("Late")
    CANCELLED = "cancelled", _("Cancelled")
    CREDITED = "credited", _("Credited to the account")


class LineItem(models.TextChoices):
    """The part of a subscription or of a dues period that a line bills. The dues themselves are MONTHLY: the price."""

    MONTHLY = "monthly", _("Monthly price")
    SETUP = "setup", _("Set-up fee")
    DEPOSIT = "deposit", _("Deposit")
    ENTRY_FEE = "entry_fee", _("Entry fee")
    GIFT = "gift", _("Gift")
    OPENING = "opening", _("Balance brought forward")
    OTHER = "other", _("Other")


class PaymentMeans(models.TextChoices):
    TRANSFER = "transfer", _("Transfer")
    STANDING_ORDER = "standing_order", _("Standing order")
    CARD = "card", _("Card")
    SEPA_DEBIT = "sepa_debit", _("Direct debit")
    CHEQUE = "cheque", _("Cheque")
    CASH = "cash", _("Cash")
    HELLOASSO = "helloasso", _("HelloAsso")
    G1 = "g1", _("Ğ1")
    FUND = "fund", _("Solidarity fund")
    OPENING = "opening", _("Balance brought forward")
    OTHER = "other", _("Other")


class ReceiptKind(models.TextChoices):
    DUES = "dues", _("Receipt for dues")
    PAYMENT = "payment", _("Receipt for a payment")
    DONATION = "donation", _("Receipt for a gift (tax)")


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
    """A batch is announced to the members, written to a file, sent to the bank, then paid by the bank."""

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


class BillingRunState(models.TextChoices):
    """The step of a billing run. A step that starts again finishes what it had begun."""

    WAITING = "waiting", _("Waiting")
    DRAFTING = "drafting", _("Drafting")
    ISSUING = "issuing", _("Issuing")
    PRINTING = "printing", _("Making the PDFs")
    MAILING = "mailing", _("Writing the mails")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class PlanState(models.TextChoices):
    AGREED = "agreed", _("Under way")
    KEPT = "kept", pgettext_lazy("state of a plan", "Kept")
    BROKEN = "broken", _("Given up")


class InstalmentStatus(models.TextChoices):
    """How far an instalment is paid: derived by coin.billing.hardship.instalments, never stored."""

    PAID = "paid", pgettext_lazy("instalment", "Paid")
    LATE = "late", _("Late")
    NEXT = "next", _("Next one")
    TO_COME = "to_come", _("To come")
    DROPPED = "dropped", pgettext_lazy("instalment", "Given up")


class ReminderTone(models.TextChoices):
    KIND = "kind", pgettext_lazy("tone of a reminder", "Kind")
    FIRM = "firm", pgettext_lazy("tone of a reminder", "Firm")
    LAST = "last", pgettext_lazy("tone of a reminder", "Last")


class OnlineKind(models.TextChoices):
    """What an online payment is for."""

    DOCUMENTS = "documents", _("Documents")
    TOP_UP = "top_up", _("Money in advance")
    SETUP = "setup", _("A card or an account to keep")
    CHARGE = "charge", _("Charged by the association")


class OnlineState(models.TextChoices):
    OPEN = "open", _("Begun")
    PROCESSING = "processing", _("On its way")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Given up")


class StoredMeansKind(models.TextChoices):
    CARD = "card", _("Card")
    SEPA_DEBIT = "sepa_debit", _("Bank account")


# While a debit is in one of these states, its document has no other debit (a constraint of models.Debit).
OPEN_DEBITS = (DebitState.PLANNED, DebitState.SENT)
# While an online payment is in one of these states, its documents are not collected another way.
OPEN_ONLINE = (OnlineState.OPEN, OnlineState.PROCESSING)

# The letter that starts the numbers of each kind of document, as in F2026-00042.
SERIES_PREFIX = {
    DocumentKind.DUES_CALL: "C",
    DocumentKind.INVOICE: "F",
    DocumentKind.CREDIT_NOTE: "A",
    DocumentKind.GIFT: "D",
    DocumentKind.OPENING: "S",
}
