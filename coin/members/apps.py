"""People, organisations, dues, working groups and rights."""

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class MembersConfig(rooms.Room):
    name = "coin.members"
    label = "members"
    verbose_name = _("members")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_used

        from coin.members.sign_in.second_factor import remember_use

        authenticator_used.connect(remember_use)
        # Each room may say what of it moves when two members are merged (coin.members.merging.registry).
        rooms.import_modules("moves")
