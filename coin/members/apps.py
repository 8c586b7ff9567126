"""People, organisations, dues, working groups and rights."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "coin.members"
    label = "members"
    verbose_name = _("members")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_used

        from coin.members.second_factor import remember_use

        authenticator_used.connect(remember_use)
        # Each room may say what of it moves when two members are merged (coin.members.merging).
        autodiscover_modules("moves")
