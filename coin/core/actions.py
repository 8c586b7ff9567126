"""What the house itself records, in the journal's words."""

from django.utils.translation import gettext_lazy as _

from coin.core.audit import action

MAIL_SENT_AGAIN = action("core.mail_sent_again", _("Mail sent again"))
