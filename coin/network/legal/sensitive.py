"""Acts of this room that two people do."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.core.sensitive import sensitive
from coin.network.capabilities import WHO_HAD
from coin.network.legal.queries import ACT
from coin.network.legal.services import read_legal_request

READ_LEGAL_REQUEST = sensitive(
    ACT,
    _("Read a legal request"),
    capability=WHO_HAD,
    do=read_legal_request,
    url_of=lambda request: reverse("office:legal-request", args=[request.pk]),
)
