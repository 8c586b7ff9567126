"""The lists of payments and deposit slips, and the filters of slips."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.models import BankAccount, Cheque
from coin.core.filters import FilterSet
from coin.core.folding import normalise
from coin.core.tables import (
    CodeColumn,
    Column,
    DayColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    Table,
)
from coin.core.templatetags.coin import day, tone_badge
from coin.office import pages_of
from coin.office.shared.filters import day_input


class InItsUnit:
    """What a table of payments adds before Table among its bases: Ğ1 (a free currency) beside their worth in euros.

    In the CSV amounts stay numbers, in euros, and a last column gives the amounts in Ğ1.
    """

    def render_amount(self, record: Any) -> str:
        return str(record.amount_words)

    def value_amount(self, value: Any) -> Any:
        return value

    def values(self) -> Iterator[list[Any]]:
        header, *rows = super().values()  # type: ignore[misc]
        yield [*header, _("In its unit")]
        for cells, row in zip(rows, self.rows, strict=True):  # type: ignore[attr-defined]
            yield [*cells, row.record.unit_words]


class PaymentTable(InItsUnit, Table):
    empty = gettext_lazy("No payment yet. Open a member's record to record the first one.")
    received_on = LinkColumn(
        verbose_name=gettext_lazy("Received"),
        to=pages_of.PAYMENTS.url_of,
    )
    member = Column(
        verbose_name=gettext_lazy("Member"),
        order_by=("member__last_name", "member__organisation_name", "pk"),
        linkify=lambda record: pages_of.MEMBERS.url_of(record.member),
    )
    means = Column(verbose_name=gettext_lazy("Means"))
    reference = CodeColumn(verbose_name=gettext_lazy("Reference"))
    paid = Column(verbose_name=gettext_lazy("Pays"), accessor="allocations", orderable=False)
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"))

    def render_received_on(self, value: Any, record: Any) -> Any:
        return self.columns["received_on"].column.render(day(value), record)

    def value_received_on(self, value: Any) -> Any:
        return value

    def render_paid(self, value: Any) -> "SafeString | str":
        return document_links(value.all()) or self.default

    def value_paid(self, value: Any) -> str:
        return ", ".join(str(allocation.document) for allocation in value.all())


class SlipTable(Table):
    empty = gettext_lazy("No deposit slip yet. Choose cheques to pay in: the slip is made of them.")
    number = LinkColumn(verbose_name=gettext_lazy("Number"), to=pages_of.SLIPS.url_of)
    made_on = DayColumn(verbose_name=gettext_lazy("Day"))
    account = Column(verbose_name=gettext_lazy("Account"))
    bank_line = Column(verbose_name=gettext_lazy("Bank"), orderable=False, empty_values=())
    count = NumberColumn(verbose_name=gettext_lazy("Cheques"))
    total = MoneyColumn(verbose_name=gettext_lazy("Total"))

    def render_bank_line(self, value: Any) -> SafeString:
        if value:
            words = _("paid on %(day)s") % {"day": day(value.booked_on)}
            return tone_badge(words, "good")
        return tone_badge(_("waits"), "info")

    def value_bank_line(self, value: Any) -> Any:
        return value.booked_on if value else ""


class SlipFilter(FilterSet):
    search_help = gettext_lazy("Number of the slip, name or number of a cheque")
    account = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Account"),
        queryset=BankAccount.objects.all(),
        empty_label=gettext_lazy("Every account"),
    )
    since = django_filters.DateFilter(
        label=gettext_lazy("From"), field_name="made_on", lookup_expr="gte", widget=day_input()
    )
    until = django_filters.DateFilter(
        label=gettext_lazy("Until"), field_name="made_on", lookup_expr="lte", widget=day_input()
    )

    def search(self, queryset: Any, words: str) -> Any:
        for word in normalise(words).split():
            on_cheque = Q(drawer__folded__contains=word) | Q(number__folded__contains=word)
            of_member = Q(payment__member__search_text__contains=word)
            slip_cheques = Cheque.objects.filter(on_cheque | of_member, slip__isnull=False)
            number = Q(number=word) if word.isascii() and word.isdigit() else Q(pk__in=[])
            queryset = queryset.filter(number | Q(pk__in=slip_cheques.values("slip")))
        return queryset


def document_links(allocations: Any) -> SafeString:
    """The documents of a payment's allocations, each a link, between commas; empty when it pays none."""
    rows = [
        (reverse("office:document", args=[allocation.document_id]), allocation.document)
        for allocation in allocations
    ]
    links = format_html_join(", ", '<a href="{}">{}</a>', rows)
    return format_html("<span>{}</span>", links) if rows else links
