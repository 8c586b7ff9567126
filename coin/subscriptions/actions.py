"""What happens to subscriptions and services, in the journal's words."""

from django.utils.translation import gettext_lazy as _

from coin.core.audit import action

REQUESTED = action("subscriptions.requested", _("Subscription requested"))
ACCEPTED = action("subscriptions.accepted", _("Subscription accepted"))
REFUSED = action("subscriptions.refused", _("Subscription refused"))
ACTIVATED = action("subscriptions.activated", _("Subscription activated"))
SUSPENDED = action("subscriptions.suspended", _("Subscription suspended"))
RESUMED = action("subscriptions.resumed", _("Subscription resumed"))
ENDED = action("subscriptions.ended", _("Subscription ended"))
SERVICE_ACTIVATED = action("subscriptions.service_activated", _("Service activated"))
SERVICE_CHANGED = action("subscriptions.service_changed", _("Service changed"))
SERVICE_DONE_BY_HAND = action("subscriptions.service_done_by_hand", _("Service done by hand"))
