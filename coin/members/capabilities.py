"""Capabilities over members, and over the settings, journal and mails of the association."""

from django.utils.translation import gettext_lazy as _

from coin.core.capabilities import capability

SEE = capability("members.see", _("See members"))
EDIT = capability("members.edit", _("Edit members and their dues"))
SEATS = capability("members.seats", _("Give seats in working groups"))
JOURNAL = capability("core.journal", _("Read the journal"))
MAILS = capability("core.mails", _("See the mails that coin sends, and send them again"))
SETTINGS = capability("core.settings", _("Change the association's settings"))
JOIN = capability("members.join", _("Decide on requests to join"))
IMPORT = capability("members.import", _("Import members and merge duplicates"))
PERSONAL_DATA = capability("members.personal_data", _("Answer requests on personal data"))
REMIND = capability("members.remind", _("Send dues calls and reminders"))
ASSEMBLY = capability("members.assembly", _("Call general assemblies"))
