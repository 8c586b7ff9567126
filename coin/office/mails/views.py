"""The mails that coin writes: those sent, those that wait, and those that failed, with the reason."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core import mail_sending
from coin.core.errors import DomainError
from coin.core.mail_kinds import label_of
from coin.core.models import Mail, MailState
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, RecordPage
from coin.members.capabilities import MAILS
from coin.office import pages_of
from coin.office.mails.tables import MailFilter, MailTable


class MailList(ListPage):
    capability = MAILS
    of = pages_of.MAILS
    subtitle = gettext_lazy("What coin writes to people, and whether it left.")
    table_class = MailTable
    filterset_class = MailFilter
    csv_name = "mails"

    def get_queryset(self) -> QuerySet[Mail]:
        # Texts and attachments are long, and the list shows neither.
        return Mail.objects.defer("body", "attachments")

    def get_actions(self) -> list[Action]:
        if not mail_sending.can_be_sent_again().exists():
            return []
        return [Action(_("Send the failed ones again"), reverse("office:mails-again"), "refresh")]


class MailRecord(RecordPage[Mail]):
    """A mail as it was or will be sent, with its state.

    The text of one that holds a secret is never shown, since it opens somebody's account.
    """

    of = pages_of.MAILS
    capability = MAILS
    template_name = "office/mails/mail.html"

    def get_subtitle(self) -> str:
        words = {"kind": label_of(self.object.kind), "address": self.object.to}
        return _("%(kind)s, to %(address)s") % words

    def get_actions(self) -> list[Action]:
        # The retention erases old texts: a mail without a text cannot be sent again.
        if self.object.state != MailState.FAILED or not self.object.body:
            return []
        url = reverse("office:mail-again", args=[self.object.pk])
        return [Action(_("Send again"), url, "refresh", style="primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            is_secret=mail_sending.is_secret(self.object),
            is_over=self.object.state in (MailState.SENT, MailState.FAILED),
            **kwargs,
        )


class MailAgain(AboutPage[Mail], ConfirmPage):
    of = pages_of.MAILS
    capability = MAILS
    title = gettext_lazy("Send again")
    done = gettext_lazy("The mail leaves in a moment.")

    def preview(self) -> Preview:
        words = {"subject": self.object.subject, "to": self.object.to}
        if self.object.state != MailState.FAILED or not self.object.body:
            return Preview(
                _("This mail cannot be sent again: it did not fail, or its text is gone.")
            )
        return Preview(
            _("“%(subject)s” is sent again to %(to)s.") % words,
            button=_("Send again"),
            facts=[(_("Why it did not leave"), self.object.error)],
        )

    def do(self, form: Any) -> None:
        mail_sending.send_again(self.object, actor=self.request.user)


class MailsAgain(ConfirmPage):
    """The page whose button sends again every failed mail that still has its text.

    It serves after a night without a mail server. Five of the mails are shown, with their errors.
    """

    parent = pages_of.MAILS
    capability = MAILS
    title = gettext_lazy("Send the failed ones again")
    done = gettext_lazy("They leave one after another.")
    MOST_SHOWN = 5

    def prepare(self) -> None:
        self.failed = mail_sending.can_be_sent_again()

    def preview(self) -> Preview:
        count = self.failed.count()
        if not count:
            return Preview(_("No mail failed that can be sent again."), count=0)
        words = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count)
        button = ngettext("Send %(count)s mail", "Send %(count)s mails", count)
        return Preview(
            words % {"count": count},
            button=button % {"count": count},
            count=count,
            facts=[(mail.to, mail.error) for mail in self.failed[: self.MOST_SHOWN]],
        )

    def do(self, form: Any) -> None:
        # Another volunteer may have sent them between this page and the press.
        if not mail_sending.send_all_again(actor=self.request.user):
            raise DomainError(_("No mail failed that can be sent again."))
