from django.utils.translation import gettext_lazy as _

from coin.core.audit import action

POOL_CREATED = action("network.pool_created", _("Pool created"))
POOL_CHANGED = action("network.pool_changed", _("Pool changed"))
ASSIGNED = action("network.assigned", _("Address assigned"))
RELEASED = action("network.released", _("Address released"))
LOOKED_UP = action("network.looked_up", _("Holder of an address looked up"))
LEGAL_RECORDED = action("network.legal_request_recorded", _("Legal request recorded"))
LEGAL_READ = action("network.legal_request_read", _("Legal request read"))
