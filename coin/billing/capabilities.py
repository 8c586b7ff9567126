from django.utils.translation import gettext_lazy as _

from coin.core.capabilities import capability

SEE = capability("billing.see", _("See documents and payments"))
ISSUE = capability("billing.issue", _("Issue documents"))
PAYMENTS = capability("billing.payments", _("Record payments"))
BANK = capability("billing.bank", _("Take in bank statements and match them"))
