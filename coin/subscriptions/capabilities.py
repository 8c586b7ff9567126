from django.utils.translation import gettext_lazy as _

from coin.core.capabilities import capability

SEE = capability("subscriptions.see", _("See subscriptions"))
EDIT = capability("subscriptions.edit", _("Accept, change and end subscriptions"))
OFFERS = capability("subscriptions.offers", _("Create and change offers"))
