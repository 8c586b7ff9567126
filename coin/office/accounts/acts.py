"""Acts on the accounts: entries written at once, accounts named and chosen, a period closed, opening balances."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities, chart
from coin.billing.accounts import facts, writing
from coin.billing.accounts import services as accounts
from coin.billing.enums import BankLineState
from coin.billing.models import BankAccount, BankLine, Document
from coin.core.digests import sha256
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import euros, total
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import Action, FormPage, Press, put_beside_field
from coin.office import pages_of
from coin.office.accounts import forms


class EntriesPost(Press):
    """The button that writes now the entries that the nightly job would write.

    It warns of the first ten pieces that get no entry since their lines do not make their total.
    """

    capability = capabilities.ACCOUNTS

    def act(self) -> str:
        posting = accounts.post(actor=self.request.user)
        words = ngettext(
            "%(count)s entry is written.", "%(count)s entries are written.", posting.count
        )
        self.done = words % {"count": posting.count}
        for piece in posting.refused[:10]:
            sentence = _("%(piece)s has no entry: its lines do not make its total.")
            messages.warning(self.request, sentence % {"piece": piece})
        return reverse("office:accounts")


class AccountNew(FormPage):
    parent = pages_of.LEDGERS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Name an account")
    form_class = forms.AccountForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The account is in the chart.")

    def do(self, form: forms.AccountForm) -> None:
        accounts.name_account(actor=self.request.user, **form.cleaned_data)


class AccountChoices(FormPage):
    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Accounts chosen")
    intro = gettext_lazy(
        "Which account each kind of fact goes to from now on. Entries already written stay."
    )
    form_class = forms.ChoicesForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The accounts are chosen.")

    def get_form_kwargs(self) -> dict[str, Any]:
        banks = list(BankAccount.objects.all())
        chosen = chart.load()
        chart.ensure([*chart.DEFAULTS.values(), *chosen.by_bank.values()])
        return {"accounts": chosen, "banks": banks}

    def do(self, form: forms.ChoicesForm) -> None:
        accounts.choose_accounts(uses=form.by_use(), banks=form.by_bank(), actor=self.request.user)


class PeriodClose(ConfirmPage):
    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Close a period")
    form_class = forms.CloseForm
    done = gettext_lazy("The period is closed: nothing is dated in it any more.")

    def preview(self) -> Preview:
        closed = writing.closed_until()
        lacking = sum(rows().count() for rows in (facts.documents, facts.payments, facts.lines))
        return Preview(
            _(
                "Once closed, no entry is dated in the period: what is learnt late goes to the first day after it. "
                "This cannot be undone."
            ),
            _("Close the period"),
            facts=[
                (_("Closed until"), day(closed) if closed else _("never")),
                (_("Facts without an entry, to be written first"), lacking),
            ],
            warnings=self.warnings(),
            style="danger",
        )

    def warnings(self) -> list[str]:
        warnings = []
        waiting = BankLine.objects.filter(state=BankLineState.TO_MATCH).count()
        if waiting:
            words = ngettext(
                "%(count)s line of the bank waits to be matched or filed.",
                "%(count)s lines of the bank wait to be matched or filed.",
                waiting,
            )
            warnings.append(words % {"count": waiting})
        drafts = Document.objects.drafts().count()
        if drafts:
            words = ngettext(
                "%(count)s document waits to be issued.",
                "%(count)s documents wait to be issued.",
                drafts,
            )
            warnings.append(words % {"count": drafts})
        return warnings

    def do(self, form: forms.CloseForm) -> None:
        accounts.close_period(actor=self.request.user, **form.cleaned_data)


class OpeningBalances(FormPage):
    """The form of the opening balances, which another tool ended with: shown at a first press, written at a second one.

    The first press only reads and checks them; the second one writes them as one entry.

    The second press posts the digest of what was shown: a text changed in between has another digest, and is shown
    again instead of entered.
    """

    parent = pages_of.ACCOUNTS
    capability = capabilities.ACCOUNTS
    title = gettext_lazy("Opening balances")
    intro = gettext_lazy(
        "What another tool ended with, as one entry. You see it before it is written."
    )
    template_name = "office/accounts/opening_balances.html"
    form_class = forms.OpeningForm
    button = gettext_lazy("Look at them")
    done = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = forms.OpeningForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=InvalidInput.status)
        rows, on = form.cleaned_data["rows"], form.cleaned_data["on"]
        digest = sha256(repr((on, rows)))
        try:
            if request.POST.get("looked_at") == digest:
                accounts.open_balances(rows=rows, on=on, actor=self.request.user)
                messages.success(request, _("The opening balances are entered."))
                return HttpResponseRedirect(reverse("office:accounts"))
            accounts.check_opening(rows, on)
        except DomainError as error:
            put_beside_field(form, error)
            return self.show(form, status=InvalidInput.status)
        return self.look(form, digest)

    def get_actions(self) -> list[Action]:
        keep = capabilities.ACCOUNTS
        pages = [
            ("office:bring-forward", _("What each member owed"), "users"),
            ("office:history-new", _("Entries of another tool"), "history"),
        ]
        return [Action(label, reverse(name), icon, keep) for name, label, icon in pages]

    def look(self, form: forms.OpeningForm, digest: str) -> HttpResponseBase:
        """Show the entry that would be written, above the same form filled with the text that was read. Writes nothing.

        `digest` is of the day and the balances shown; the second press posts it back.
        """
        rows = form.cleaned_data["rows"]
        filled = forms.OpeningForm(initial={"on": form.cleaned_data["on"], "rows": form.text})
        sums = total(row.debit for row in rows)
        context = self.get_context_data(
            form=filled,
            button=_("Enter these balances"),
            back_url=self.get_back_url(),
            opening=rows,
            looked_at=digest,
            sums=euros(sums),
        )
        return self.render_to_response(context)
