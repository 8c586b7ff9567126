"""One line of the bank: the members who paid it, or the account under which it is filed."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.bank import arrivals, match_lines
from coin.billing.debits import collecting
from coin.billing.enums import BankLineState
from coin.billing.models import BankLine
from coin.billing.payments import cheques
from coin.core.templatetags.coin import euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage, Action, FormPage, Press, RecordPage
from coin.office import pages_of
from coin.office.bank import forms as bank_forms
from coin.office.bank.line_actions import line_actions


def next_to_match() -> str:
    """The URL of the oldest line that waits to be matched, or of the list when none waits."""
    waiting = BankLine.objects.filter(state=BankLineState.TO_MATCH).order_by("booked_on", "pk")
    pk = waiting.values_list("pk", flat=True).first()
    return reverse("office:bank-line", args=[pk]) if pk else reverse("office:bank-lines")


class BankLineRecord(RecordPage[BankLine]):
    of = pages_of.BANK_LINES
    capability = capabilities.BANK
    template_name = "office/bank/bank_line.html"

    def get_actions(self) -> list[Action]:
        pk, line = [self.object.pk], self.object
        undo = Action(
            _("Match it again"), reverse("office:bank-line-undo", args=pk), "arrow-back-up"
        )
        if line.state != BankLineState.TO_MATCH:
            return [undo]
        file = Action(_("File it"), reverse("office:bank-line-file", args=pk), "folder")
        # Money that goes out is no member's payment: the line can only be filed.
        if line.amount <= 0:
            return [Action(file.label, file.url, file.icon, style="primary")]
        match = reverse("office:bank-line-match", args=pk)
        known = [*self.suggestion(), *line_actions(line)]
        return [*known, Action(_("Say whose it is"), match, "user"), file]

    def suggestion(self) -> list[Action]:
        """The button for the batch of debits that the line pays, or else for the member whom coin suggests; or none."""
        if batch := collecting.batch_of_line(self.object):
            words = _("It is the batch “%(batch)s”") % {"batch": batch}
            accept = reverse("office:debit-line", args=[self.object.pk])
            may = capabilities.DEBITS
            return [Action(words, accept, "check", may, style="primary", is_post=True)]
        if not self.object.suggested:
            return []
        words = _("It is from %(member)s") % {"member": self.object.suggested}
        accept = reverse("office:bank-line-accept", args=[self.object.pk])
        return [Action(words, accept, "check", style="primary", is_post=True)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shares = self.object.shares.select_related("payment__member")
        slips = cheques.slips_of_line(self.object)
        return super().get_context_data(shares=list(shares), slips=slips, **kwargs)


class BankLineAccept(Press):
    """The button that matches the whole line with the suggested member, then shows the next line that waits.

    The member's payment is recorded. A 404 when coin suggests nobody.
    """

    capability = capabilities.BANK

    def act(self) -> str:
        line = pages_of.BANK_LINES.find(self.kwargs)
        if line.suggested is None:
            raise Http404
        match_lines.match_line(line, [(line.suggested, line.amount)], actor=self.request.user)
        words = _("%(amount)s from %(member)s.")
        self.done = words % {"amount": euros(line.amount), "member": line.suggested}
        return next_to_match()


class BankLineForm(AboutPage[BankLine], FormPage):
    of = pages_of.BANK_LINES
    capability = capabilities.BANK

    def get_subtitle(self) -> str:
        return f"{self.object} · {self.object.text}"


class BankLineMatch(BankLineForm):
    title = gettext_lazy("Say whose it is")
    form_class = bank_forms.MatchForm
    button = gettext_lazy("Record the payment")
    done = gettext_lazy("The line is matched.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"line": self.object}

    def do(self, form: bank_forms.MatchForm) -> str:
        match_lines.match_line(self.object, form.parts, actor=self.request.user)
        return next_to_match()


class BankLineFile(BankLineForm):
    template_name = "office/bank/bank_file.html"
    title = gettext_lazy("File it")
    form_class = bank_forms.FileForm
    button = gettext_lazy("File the line")
    done = gettext_lazy("The line is filed.")

    def get_initial(self) -> dict[str, Any]:
        usual = match_lines.usual_account(self.object) or arrivals.account_of(self.object)
        return {"account": usual}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(usual=bank_forms.USUAL.items(), **kwargs)

    def do(self, form: bank_forms.FileForm) -> str:
        match_lines.file_line(self.object, actor=self.request.user, **form.cleaned_data)
        return next_to_match()


class BankLineUndo(AboutPage[BankLine], ConfirmPage):
    of = pages_of.BANK_LINES
    capability = capabilities.BANK
    title = gettext_lazy("Match it again")
    form_class = bank_forms.UndoForm
    done = gettext_lazy("The line waits to be matched again.")

    def preview(self) -> Preview:
        if self.object.state == BankLineState.TO_MATCH:
            return Preview(_("This line waits to be matched already."))
        if self.object.state == BankLineState.FILED:
            return Preview(_("The line leaves its account and waits again."), _("Take it back"))
        return Preview(
            _("The payments made of it are reversed: what they paid is due again."),
            _("Reverse and match again"),
            style="danger",
        )

    def do(self, form: bank_forms.UndoForm) -> None:
        match_lines.undo_line(self.object, actor=self.request.user, **form.cleaned_data)
