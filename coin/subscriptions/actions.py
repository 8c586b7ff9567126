"""The acts of the journal about offers, subscriptions and services."""

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
PRICE_CHANGED = action("subscriptions.price_changed", _("Price changed"))
REDUCED_PRICE_GIVEN = action("subscriptions.reduced_price_given", _("Reduced rate given"))
REDUCED_PRICE_ENDED = action("subscriptions.reduced_price_ended", _("Reduced rate ended"))
TERM_CHANGED = action("subscriptions.term_changed", _("Term changed"))
DEPOSIT_BACK = action("subscriptions.deposit_back", _("Deposit given back"))
SPLIT = action("subscriptions.split", _("Cost of a shared line changed"))
SHARING_ASKED = action("subscriptions.sharing_asked", _("Sharing of a line asked for"))
SHARING_ANSWERED = action("subscriptions.sharing_answered", _("Sharing of a line answered"))
OFFER_CREATED = action("subscriptions.offer_created", _("Offer created"))
OFFER_CHANGED = action("subscriptions.offer_changed", _("Offer changed"))
OFFER_DELETED = action("subscriptions.offer_deleted", _("Offer deleted"))
OFFER_ITEM_ADDED = action("subscriptions.offer_item_added", _("Service added to an offer"))
OFFER_ITEM_CHANGED = action("subscriptions.offer_item_changed", _("Service of an offer changed"))
OFFER_ITEM_REMOVED = action("subscriptions.offer_item_removed", _("Service removed from an offer"))
