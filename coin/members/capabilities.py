from django.utils.translation import gettext_lazy as _

from coin.core.capabilities import capability

SEE = capability("members.see", _("See members"))
EDIT = capability("members.edit", _("Edit members and their dues"))
SEATS = capability("members.seats", _("Give seats in working groups"))
JOURNAL = capability("core.journal", _("Read the journal"))
SETTINGS = capability("core.settings", _("Change the association's settings"))
