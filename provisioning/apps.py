"""Makes the association's servers match what was promised."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvisioningConfig(AppConfig):
    name = "provisioning"
    label = "provisioning"
    verbose_name = _("provisioning")

    def ready(self) -> None:
        from provisioning.types import register_all

        register_all()
