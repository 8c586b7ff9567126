"""What of this room moves when two members are merged."""

from django.utils.translation import gettext_lazy as _

from coin.members.merging import moves
from coin.subscriptions.models import Subscription

moves("subscriptions.subscriptions", _("subscriptions"), Subscription, "member")
