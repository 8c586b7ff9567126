"""What coin says by mail: what left, what waits, what did not leave and why."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core import mail_sending
from coin.core.badges import Badge, badge
from coin.core.errors import DomainError
from coin.core.mail_kinds import label_of
from coin.core.models import Mail, MailState
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, Link, RecordPage
from coin.members.capabilities import MAILS
from coin.office.mails.tables import MailFilter, MailTable


class MailList(ListPage):
    capability = MAILS
    title = gettext_lazy("Mails")
    subtitle = gettext_lazy("What coin writes to people, and whether it left.")
    table_class = MailTable
    filterset_class = MailFilter
    csv_name = "mails"

    def get_queryset(self) -> QuerySet[Mail]:
        return Mail.objects.defer("body", "attachments")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s mail", "%(count)s mails", count) % {"count": count}

    def get_actions(self) -> list[Action]:
        if not mail_sending.can_be_sent_again().exists():
            return []
        return [Action(_("Send the failed ones again"), reverse("office:mails-again"), "refresh")]


def mail_or_404(pk: int) -> Mail:
    found = Mail.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class MailRecord(RecordPage[Mail]):
    """A mail as it was sent; one that holds a secret is never shown, since it opens somebody's account."""

    capability = MAILS
    template_name = "office/mails/mail.html"

    def get_object(self) -> Mail:
        return mail_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return self.object.subject

    def get_subtitle(self) -> str:
        words = {"kind": label_of(self.object.kind), "address": self.object.to}
        return _("%(kind)s, to %(address)s") % words

    def get_badges(self) -> Sequence[Badge]:
        return [badge(MailState, self.object.state)]

    def get_parent(self) -> Link:
        return Link(_("Mails"), reverse("office:mails"))

    def get_actions(self) -> list[Action]:
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


class MailAgain(ConfirmPage):
    capability = MAILS
    title = gettext_lazy("Send again")
    done = gettext_lazy("The mail leaves in a moment.")

    def prepare(self) -> None:
        self.mail = mail_or_404(self.kwargs["pk"])

    def get_parent(self) -> Link:
        return Link(self.mail.subject, reverse("office:mail", args=[self.mail.pk]))

    def preview(self) -> Preview:
        words = {"subject": self.mail.subject, "to": self.mail.to}
        if self.mail.state != MailState.FAILED or not self.mail.body:
            return Preview(
                _("This mail cannot be sent again: it did not fail, or its text is gone.")
            )
        return Preview(
            _("“%(subject)s” is sent again to %(to)s.") % words,
            button=_("Send again"),
            facts=[(_("Why it did not leave"), self.mail.error)],
        )

    def do(self, form: Any) -> str:
        mail_sending.send_again(self.mail, actor=self.request.user)
        return reverse("office:mail", args=[self.mail.pk])


class MailsAgain(ConfirmPage):
    """All those that failed at once: the mail server was down for a night."""

    capability = MAILS
    title = gettext_lazy("Send the failed ones again")
    done = gettext_lazy("They leave one after another.")
    MOST_SHOWN = 5

    def get_parent(self) -> Link:
        return Link(_("Mails"), reverse("office:mails"))

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

    def do(self, form: Any) -> str:
        if not mail_sending.send_all_again(actor=self.request.user):
            raise DomainError(_("No mail failed that can be sent again."))
        return reverse("office:mails")
