"""The bank: statements taken in after a look, lines matched with members or filed."""

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
AT_ONCE = 300  # payments that a person waits for: three seconds


class BankLines(ListPage):
    capability = capabilities.BANK
    of = pages_of.BANK_LINES
    table_class = bank_tables.BankLineTable
    filterset_class = bank_tables.BankLineFilter
    csv_name = "bank"

    def get_queryset(self) -> QuerySet[BankLine]:
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
    """The file is read at once, so that what is wrong with it is said here."""

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
        except csv_statement.UnknownColumns:
            page = "office:bank-upload-columns"
        upload = bank.keep_upload(content, name=file.name, account=account, actor=self.request.user)
        return reverse(page, args=[upload.pk])


class OfUpload(AboutPage[BankUpload]):
    """A page about a file that the same person sent and that was not taken in yet."""

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
        bank.prepare(content, account=self.object.account, columns=columns)
        bank.remember_columns(content, columns)
        return reverse("office:bank-upload-look", args=[self.object.pk])


class BankUploadLook(OfUpload, ConfirmPage):
    """What is new in the file, and whose it may be; then it is taken in."""

    parent = pages_of.BANK_LINES
    capability = capabilities.BANK
    template_name = "office/bank/bank_look.html"
    title = gettext_lazy("Take in a statement")
    found: bank.Prepared

    def prepare(self) -> None:
        super().prepare()
        self.found = bank.prepare(bytes(self.object.content), account=self.object.account)

    def preview(self) -> Preview:
        found, count = self.found, len(self.found.new)
        if not count:
            return Preview(_("Every line of this file was taken in before."), count=0)
        words = ngettext("Take in %(count)s line", "Take in %(count)s lines", count)
        return Preview(
            _("What is certain is paid at once; the rest waits for you on the work board."),
            words % {"count": count},
            count,
            facts=self.facts(found),
        )

    def facts(self, found: bank.Prepared) -> list[tuple[Any, Any]]:
        days = [one for one in found.statements if one.starts_on]
        return [
            (_("Account"), found.account),
            (_("Format"), found.format),
            (_("From"), day(min(one.starts_on for one in days if one.starts_on))),
            (_("Until"), day(max(one.ends_on for one in days if one.ends_on))),
            (_("Taken in before"), found.known_count),
            (_("Certain"), len(found.certain)),
            (_("To match or file"), len(found.new) - len(found.certain)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = bank.members_of(self.found.new[:SHOWN])
        rows = [
            (one.line, one.match, members.get(one.match.member_pk) if one.match else None)
            for one in self.found.new[:SHOWN]
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
        self.object.delete()
        return reverse("office:bank-lines") + "?state=to_match"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().get(request, *args, **kwargs)
        except csv_statement.UnknownColumns:
            columns = reverse("office:bank-upload-columns", args=[self.object.pk])
            return HttpResponseRedirect(columns)
