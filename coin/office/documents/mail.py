"""A document sent to its member by mail: once, or again on purpose."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.enums import DocumentState
from coin.billing.models import DocumentMail as Mailed
from coin.billing.runs.mails import mail_document
from coin.core.templatetags.coin import day
from coin.core.views.confirm import Preview
from coin.office.documents.views import DocumentMove

# What the page posts back as its count: a first mail, or a mail sent again on purpose.
FIRST, AGAIN = 1, 2


class DocumentMail(DocumentMove):
    """The page that shows what is sent, and whose button mails an issued document to its member.

    The count that the page posts back says whether the document was mailed before: when another volunteer mailed it
    meanwhile, the count differs, and the page is shown again instead of a second mail.
    """

    title = gettext_lazy("Send the document by mail")
    done = gettext_lazy("The document leaves by mail.")
    mailed: Mailed | None

    def prepare(self) -> None:
        super().prepare()
        self.mailed = Mailed.objects.filter(document=self.object.pk).first()

    def preview(self) -> Preview:
        if self.object.state == DocumentState.DRAFT:
            return Preview(_("A draft is not mailed: issue it first."), count=0)
        address = self.object.member.email
        if not address:
            return Preview(_("This member has no e-mail address: print the PDF."), count=0)
        facts = [*self.facts(), (_("To"), address)]
        sentence = _("The mail holds the PDF, what the member owes, and how to pay it.")
        if not self.mailed:
            return Preview(sentence, _("Send the document"), FIRST, facts=facts)
        words = _("It was mailed on %(day)s already.")
        warning = words % {"day": day(timezone.localdate(self.mailed.mailed_at))}
        button = _("Send the document again")
        return Preview(sentence, button, AGAIN, facts=facts, warnings=[warning])

    def do(self, form: Any) -> None:
        mail_document(self.object, actor=self.request.user, again=bool(self.mailed))
