from django.utils.translation import gettext_lazy as _

from coin.core.capabilities import capability

SEE = capability("provisioning.see", _("See servers and runs"))
RUN = capability("provisioning.run", _("Start and cancel runs"))
