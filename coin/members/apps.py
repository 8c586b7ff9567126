"""People, organisations, dues, working groups and rights."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "coin.members"
    label = "members"
    verbose_name = _("members")
