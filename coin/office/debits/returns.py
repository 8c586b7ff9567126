"""Returns of debits: the files of the bank, and the returns for which coin knows no debit."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities
from coin.billing.debits import returns as debit_returns
from coin.billing.debits.reasons import reason
from coin.billing.models import UnknownReturn
from coin.core.templatetags.coin import day, euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, FormPage
from coin.office import pages_of
from coin.office.debits import forms as debit_forms
from coin.office.debits import tables as debit_tables


class ReturnsUpload(FormPage):
    parent = pages_of.DEBIT_BATCHES
    capability = capabilities.DEBITS
    title = gettext_lazy("Read returns of the bank")
    intro = gettext_lazy(
        "What the bank sent back is due again, and each member is told why. The same file, or the same return in "
        "another one, changes nothing."
    )
    form_class = debit_forms.ReturnsForm
    button = gettext_lazy("Read the file")

    def do(self, form: debit_forms.ReturnsForm) -> str:
        file = form.cleaned_data["file"]
        source, is_new = debit_returns.take_returns(
            file.read(), name=file.name, actor=self.request.user
        )
        if not is_new:
            messages.info(self.request, _("This file was read before: nothing was changed."))
            return reverse("office:debit-batches")
        words = _("%(read)s returns in this file, %(taken)s of them taken in.")
        counts = {"read": source.read_count, "taken": source.taken_count}
        messages.success(self.request, words % counts)
        page = "office:debit-unknown" if source.unknown.exists() else "office:debit-batches"
        return reverse(page)


class Unknown(ListPage):
    parent = pages_of.DEBIT_BATCHES
    capability = capabilities.DEBITS
    of = pages_of.UNKNOWN_RETURNS
    table_class = debit_tables.UnknownTable
    filterset_class = debit_tables.UnknownFilter
    csv_name = "unknown-returns"


class UnknownHandled(AboutPage[UnknownReturn], ConfirmPage):
    of = pages_of.UNKNOWN_RETURNS
    parent = pages_of.UNKNOWN_RETURNS
    capability = capabilities.DEBITS
    title = gettext_lazy("Unknown return")
    done = gettext_lazy("It leaves the work board.")

    def preview(self) -> Preview:
        unknown = self.object
        facts: list[tuple[Any, Any]] = [
            (_("Reference"), unknown.reference or "\N{EM DASH}"),
            (_("Amount"), "\N{EM DASH}" if unknown.amount is None else euros(unknown.amount)),
            (_("Reason"), f"{unknown.code} · {reason(unknown.code).words}"),
            (_("Sent back on"), day(unknown.returned_on)),
            (_("File"), unknown.source),
        ]
        if unknown.handled_at:
            return Preview(_("Somebody dealt with it already."), facts=facts)
        return Preview(
            _(
                "coin made no such debit: perhaps another tool did. Reverse the payment by hand if there is one."
            ),
            _("It is dealt with"),
            facts=facts,
        )

    def do(self, form: Any) -> None:
        debit_returns.handle_unknown(self.object, actor=self.request.user)
