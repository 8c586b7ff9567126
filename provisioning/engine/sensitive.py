"""Acts of this room that two people do."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.core.sensitive import sensitive
from provisioning.capabilities import RUN
from provisioning.engine.queueing import request_run

# What the engine starts by itself, and a check that changes nothing, wait for nobody.
RUN_BY_HAND = sensitive(
    "provisioning.run_by_hand",
    _("Run a playbook on servers by hand"),
    capability=RUN,
    do=request_run,
    url_of=lambda deployment: reverse("office:deployment", args=[deployment.slug]),
)
