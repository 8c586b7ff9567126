from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    DUES_CALL = "dues_call", _("Call for dues")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


class PaymentMeans(models.TextChoices):
    TRANSFER = "transfer", _("Transfer")
    STANDING_ORDER = "standing_order", _("Standing order")
    CARD = "card", _("Card")
    CHEQUE = "cheque", _("Cheque")
    CASH = "cash", _("Cash")


SERIES_PREFIX = {DocumentKind.DUES_CALL: "C", DocumentKind.INVOICE: "F", DocumentKind.CREDIT_NOTE: "A"}
