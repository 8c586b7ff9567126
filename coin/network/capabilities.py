from django.utils.translation import gettext_lazy as _

from coin.core.capabilities import capability

SEE = capability("network.see", _("See pools and addresses"))
EDIT = capability("network.edit", _("Create pools, assign and release addresses"))
WHO_HAD = capability("network.who_had", _("Look up who held an address"))
