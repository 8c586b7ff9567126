"""The act of two of direct debits: writing the file for the bank."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.billing.capabilities import DEBITS
from coin.billing.debits.services import write_file
from coin.core.sensitive import sensitive

SEND_DEBITS = sensitive(
    "billing.send_debits",
    _("Write the file of direct debits"),
    capability=DEBITS,
    do=write_file,
    url_of=lambda batch: reverse("office:debit-batch", args=[batch.pk]),
)
