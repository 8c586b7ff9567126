"""The acts that core itself writes in the journal."""

from django.utils.translation import gettext_lazy as _

from coin.core.audit import action

MAIL_SENT_AGAIN = action("core.mail_sent_again", _("Mail sent again"))
WORDS_ERASED = action("core.words_erased", _("Words of old journal rows erased"))
WORK_TAKEN = action("core.work_taken", _("Work taken: “I am on it”"))
WORK_GIVEN_BACK = action("core.work_given_back", _("Work given back"))
