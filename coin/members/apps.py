"""People, organisations, dues, working groups and rights."""

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class MembersConfig(rooms.Room):
    name = "coin.members"
    label = "members"
    verbose_name = _("members")

    def ready(self) -> None:
        # Imported here: both modules need models, which Django loads before it calls ready().
        from allauth.mfa.signals import authenticator_used

        from coin.members.sign_in.second_factor import remember_use

        authenticator_used.connect(remember_use)
        # Each room declares in its moves.py what becomes of its rows when two members are merged
        # (coin.members.merging.registry).
        rooms.import_modules("moves")
