"""The capabilities on documents and money that a working group may hold."""

from django.utils.translation import gettext_lazy as _

from coin.core.capabilities import capability

SEE = capability("billing.see", _("See documents and payments"))
ISSUE = capability("billing.issue", _("Issue documents"))
PAYMENTS = capability("billing.payments", _("Record payments"))
DEBITS = capability("billing.debits", _("Make direct debits"))
ONLINE = capability("billing.online", _("Charge and refund online payments"))
BANK = capability("billing.bank", _("Take in bank statements and match them"))
ACCOUNTS = capability("billing.accounts", _("Keep the accounts"))
REMIND = capability("billing.remind", _("Send reminders of unpaid documents"))
HARDSHIP = capability(
    "billing.hardship", _("Help members without money: payment plans, waivers, solidarity fund")
)
