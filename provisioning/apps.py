"""Makes the association's servers match what was promised."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class ProvisioningConfig(rooms.Room):
    name = "provisioning"
    label = "provisioning"
    verbose_name = _("provisioning")

    def ready(self) -> None:
        from coin.members.sign_in.directory_passwords import FOLLOWERS
        from provisioning.types import register_all

        register_all()
        FOLLOWERS.register(_directory_changed)


def _directory_changed(*, actor: Any) -> None:
    from provisioning.engine.queueing import mark_directory_due

    mark_directory_due(actor=actor)
