from django.utils.translation import gettext_lazy as _

from coin.core.audit import action

RUN_ASKED = action("provisioning.run_asked", _("Run asked"))
RUN_CANCELLED = action("provisioning.run_cancelled", _("Run cancelled"))
