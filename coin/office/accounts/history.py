"""What another tool held: its entries from a file, and the balance of each member. Shown first, then written."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities
from coin.billing.accounts import take_history
from coin.billing.accounts.history import History
from coin.billing.bank import services as bank
from coin.billing.models import BankUpload
from coin.core.digests import sha256
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import ZERO, euros, total
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage, FormPage, put_beside_field
from coin.members.importing.reading import MOST_BYTES
from coin.office import pages_of
from coin.office.accounts.history_forms import BroughtForwardForm, HistoryForm


class HistoryNew(FormPage):
    """The form by which a volunteer sends a file with the entries of another tool. No entry is written yet.

    The file is kept while its sender looks at its content on the next page, a day at most. It is refused beside its
    field above 5 MB, or when its entries cannot be read or taken in.
    """

    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Entries of another tool")
    intro = gettext_lazy(
        "They are written in coin’s journals as they were, before coin’s own. You see what the file holds first."
    )
    form_class = HistoryForm
    button = gettext_lazy("Read the file")
    done = ""

    def do(self, form: HistoryForm) -> str:
        file = form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise InvalidInput(_("This file is too big: 5 MB at most."), field="file")
        content = file.read()
        # Read before it is kept: an unreadable file is refused here, beside its field.
        take_history.look(content)
        upload = bank.keep_upload(content, name=file.name, account=None, actor=self.request.user)
        return reverse("office:history-look", args=[upload.pk])


class HistoryLook(AboutPage[BankUpload], ConfirmPage):
    parent = pages_of.OLD_ENTRIES
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Entries of another tool")
    found: History

    def get_object(self) -> BankUpload:
        return get_object_or_404(BankUpload, pk=self.kwargs["pk"], sent_by=self.request.user)

    def prepare(self) -> None:
        super().prepare()
        self.found = take_history.look(bytes(self.object.content))

    def get_subtitle(self) -> str:
        return self.object.name

    def preview(self) -> Preview:
        old_entries, count = self.found, len(self.found.entries)
        words = ngettext("Write %(count)s entry", "Write %(count)s entries", count)
        return Preview(
            _("They are never changed afterwards, and count in the balances of their years."),
            words % {"count": count},
            count,
            facts=[
                (_("From"), day(old_entries.starts_on)),
                (_("Until"), day(old_entries.ends_on)),
                (_("Accounts"), len(old_entries.labels)),
                (_("Debits, and credits as much"), euros(old_entries.debits)),
            ],
        )

    def do(self, form: Any) -> str:
        count = take_history.take_in(
            bytes(self.object.content), name=self.object.name, actor=self.request.user
        )
        self.object.delete()
        words = ngettext("%(count)s entry is written.", "%(count)s entries are written.", count)
        messages.success(self.request, words % {"count": count})
        return reverse("office:accounts")


class BringForward(FormPage):
    """The form of what each member owed in another tool: shown at a first press, written at a second one.

    What a member owed becomes a document; what they were ahead, a payment.

    The second press posts the digest of what was shown, as for the opening balances.
    """

    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Members’ balances brought forward")
    intro = gettext_lazy(
        "What each member owed in the other tool becomes a document, what they were ahead a payment: their balance is"
        " right from the first day. The total stands in the opening balances, on the members’ account."
    )
    template_name = "office/accounts/bring_forward.html"
    form_class = BroughtForwardForm
    button = gettext_lazy("Look at them")
    done = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = BroughtForwardForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=InvalidInput.status)
        rows, on = form.cleaned_data["rows"], form.cleaned_data["on"]
        read_balances = repr((on, [(row.member.pk, row.balance) for row in rows]))
        digest = sha256(read_balances)
        try:
            if request.POST.get("looked_at") == digest:
                return self.enter(rows, on)
            take_history.check_brought(rows, on)
        except DomainError as error:
            put_beside_field(form, error)
            return self.show(form, status=InvalidInput.status)
        return self.look(form, digest)

    def enter(self, rows: list[take_history.BroughtForward], on: Any) -> HttpResponseBase:
        count = take_history.bring_forward(rows, on=on, actor=self.request.user)
        words = ngettext(
            "The balance of %(count)s member is brought forward.",
            "The balances of %(count)s members are brought forward.",
            count,
        )
        messages.success(self.request, words % {"count": count})
        return HttpResponseRedirect(reverse("office:accounts"))

    def look(self, form: BroughtForwardForm, digest: str) -> HttpResponseBase:
        """Show the balances that would be written, above the same form filled with the text that was read.

        Writes nothing. `digest` is of the day and the balances shown; the second press posts it back.
        """
        rows = form.cleaned_data["rows"]
        filled = BroughtForwardForm(initial={"on": form.cleaned_data["on"], "rows": form.text})
        context = self.get_context_data(
            form=filled,
            button=_("Bring these balances forward"),
            back_url=self.get_back_url(),
            brought=rows,
            looked_at=digest,
            owed=euros(total(row.balance for row in rows if row.balance > ZERO)),
            ahead=euros(-total(row.balance for row in rows if row.balance < ZERO)),
        )
        return self.render_to_response(context)
