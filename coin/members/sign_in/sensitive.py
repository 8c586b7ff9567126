"""The act on accounts that waits for a second person: the reset of a lost second factor."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.core.sensitive import sensitive
from coin.members.capabilities import SEATS
from coin.members.sign_in.reset_factor import reset_second_factor

RESET_SECOND_FACTOR = sensitive(
    "members.reset_second_factor",
    _("Reset a lost second factor"),
    capability=SEATS,
    do=reset_second_factor,
    url_of=lambda user: reverse("office:groups"),
    not_by=lambda user, arguments: [user.pk],
)
