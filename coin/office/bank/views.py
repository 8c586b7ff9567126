"""The bank: its lines, its statements, and the import of a statement after a look at its content."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from coin.billing import capabilities
from coin.billing.bank import csv_statement
from coin.billing.bank import services as bank
from coin.billing.models import BankImport, BankLine, BankUpload
from coin.core.errors import InvalidInput
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage
from coin.office import pages_of
from coin.office.bank import forms as bank_forms
from coin.office.bank import tables as bank_tables

SHOWN = 200
AT_ONCE = 300  # payments recorded while the person waits, in about three seconds; a worker records the others


class BankLines(ListPage):
    capability = capabilities.BANK
    of = pages_of.BANK_LINES
    table_class = bank_tables.BankLineTable
    filterset_class = bank_tables.BankLineFilter
    csv_name = "bank"

    def get_queryset(self) -> QuerySet[BankLine]:
        # The column “Whose” names the members of every share: without this, a query for each line.
        lines = BankLine.objects.select_related("suggested")
        return lines.prefetch_related("shares__payment__member")

    def get_actions(self) -> list[Action]:
        return [
            Action(
                _("Take in a statement"), reverse("office:bank-upload"), "upload", style="primary"
            ),
            Action(_("Statements taken in"), reverse("office:bank-imports"), "history"),
            Action(_("New account"), reverse("office:bank-account-new"), "plus"),
        ]


class BankImports(ListPage):
    parent = pages_of.BANK_LINES
    capability = capabilities.BANK
    title = gettext_lazy("Statements taken in")
    table_class = bank_tables.BankImportTable
    filterset_class = bank_tables.BankImportFilter
    csv_name = "bank-imports"
    counted = ngettext_lazy("%(count)s statement", "%(count)s statements", "count")

    def get_queryset(self) -> QuerySet[BankImport]:
        return BankImport.objects.select_related("account")


class BankAccountNew(FormPage):
    parent = pages_of.BANK_LINES
    capability = capabilities.BANK
    title = gettext_lazy("New bank account")
    form_class = bank_forms.AccountForm
    button = gettext_lazy("Declare the account")
    done = gettext_lazy("The account is declared.")

    def do(self, form: bank_forms.AccountForm) -> None:
        bank.create_account(actor=self.request.user, **form.cleaned_data)


class BankUploadNew(FormPage):
    """The form by which a volunteer sends a statement of the bank. No line of it is taken in yet.

    The file is read at once, so that its sender sees here why it cannot be taken in, then kept for the next page, a day
    at most. A CSV whose columns coin does not know leads to the page that asks what they are.
    """

    parent = pages_of.BANK_LINES
    capability = capabilities.BANK
    title = gettext_lazy("Take in a statement")
    intro = gettext_lazy("You see what it holds before anything is written.")
    form_class = bank_forms.UploadForm
    button = gettext_lazy("Look at it")

    def do(self, form: bank_forms.UploadForm) -> str:
        file, account = form.cleaned_data["file"], form.cleaned_data["account"]
        content = file.read()
        page = "office:bank-upload-look"
        try:
            bank.prepare(content, account=account)
        # A CSV of an unknown layout is no error: the next page asks which column is which.
        except csv_statement.UnknownColumns:
            page = "office:bank-upload-columns"
        upload = bank.keep_upload(content, name=file.name, account=account, actor=self.request.user)
        return reverse(page, args=[upload.pk])


class OfUpload(AboutPage[BankUpload]):
    """The base of the pages about a statement sent and not taken in yet. All but its sender get a 404."""

    capability = capabilities.BANK
    parent = pages_of.BANK_LINES

    def get_object(self) -> BankUpload:
        rows = BankUpload.objects.select_related("account")
        return get_object_or_404(rows, pk=self.kwargs["pk"], sent_by=self.request.user)


class BankUploadColumns(OfUpload, FormPage):
    parent = pages_of.BANK_LINES
    capability = capabilities.BANK
    title = gettext_lazy("Which column is which")
    intro = gettext_lazy("Asked once: coin remembers it for the next file of this bank.")
    form_class = bank_forms.ColumnsForm
    button = gettext_lazy("Go on")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"sheet": csv_statement.open_sheet(bytes(self.object.content))}

    def do(self, form: bank_forms.ColumnsForm) -> str:
        columns = form.mapping()
        if not csv_statement.is_enough(columns):
            raise InvalidInput(_("Say which column is the day, and which the amount."))
        content = bytes(self.object.content)
        # Columns are remembered only once the whole file could be read with them.
        bank.prepare(content, account=self.object.account, columns=columns)
        bank.remember_columns(content, columns)
        return reverse("office:bank-upload-look", args=[self.object.pk])


class BankUploadLook(OfUpload, ConfirmPage):
    """The new lines of the file and the member whom coin suggests for each; then one button takes them in.

    The press stores the lines and records the payments of which coin is certain: 300 at once, the others by a worker.
    """

    parent = pages_of.BANK_LINES
    capability = capabilities.BANK
    template_name = "office/bank/bank_look.html"
    title = gettext_lazy("Take in a statement")
    found: bank.Prepared

    def prepare(self) -> None:
        super().prepare()
        self.found = bank.prepare(bytes(self.object.content), account=self.object.account)

    def preview(self) -> Preview:
        prepared, count = self.found, len(self.found.new)
        if not count:
            return Preview(_("Every line of this file was taken in before."), count=0)
        words = ngettext("Take in %(count)s line", "Take in %(count)s lines", count)
        return Preview(
            _("What is certain is paid at once; the rest waits for you on the work board."),
            words % {"count": count},
            count,
            facts=self.facts(prepared),
        )

    def facts(self, prepared: bank.Prepared) -> list[tuple[Any, Any]]:
        dated_statements = [statement for statement in prepared.statements if statement.starts_on]
        return [
            (_("Account"), prepared.account),
            (_("Format"), prepared.format),
            (
                _("From"),
                day(
                    min(
                        statement.starts_on for statement in dated_statements if statement.starts_on
                    )
                ),
            ),
            (
                _("Until"),
                day(max(statement.ends_on for statement in dated_statements if statement.ends_on)),
            ),
            (_("Taken in before"), prepared.known_count),
            (_("Certain"), len(prepared.certain)),
            (_("To match or file"), len(prepared.new) - len(prepared.certain)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = bank.members_of(self.found.new[:SHOWN])
        rows = [
            (
                new_line.line,
                new_line.match,
                members.get(new_line.match.member_pk) if new_line.match else None,
            )
            for new_line in self.found.new[:SHOWN]
        ]
        hidden = max(0, len(self.found.new) - SHOWN)
        return super().get_context_data(rows=rows, hidden=hidden, **kwargs)

    def do(self, form: Any) -> str:
        bank.take_in(
            bytes(self.object.content),
            name=self.object.name,
            actor=self.request.user,
            account=self.object.account,
            at_once=AT_ONCE,
        )
        # The copy that waited has served; a copy that nobody takes in is dropped after a day.
        self.object.delete()
        return reverse("office:bank-lines") + "?state=to_match"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The sender may come back here by the browser's history, before saying which column is which.
        try:
            return super().get(request, *args, **kwargs)
        except csv_statement.UnknownColumns:
            columns = reverse("office:bank-upload-columns", args=[self.object.pk])
            return HttpResponseRedirect(columns)
