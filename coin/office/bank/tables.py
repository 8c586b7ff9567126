"""The lists of the bank's lines and statements, and their filters."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.enums import BankLineState
from coin.billing.models import BankAccount
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import (
    BadgeColumn,
    Column,
    DayColumn,
    LinkColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Table,
)
from coin.office import pages_of
from coin.office.shared.filters import day_input


class BankLineTable(Table):
    empty = gettext_lazy("No movement yet. Take in a statement of the bank.")
    booked_on = LinkColumn(
        verbose_name=gettext_lazy("Day"),
        to=pages_of.BANK_LINES.url_of,
        order_by=("booked_on", "pk"),
    )
    text = Column(verbose_name=gettext_lazy("What the bank says"), orderable=False)
    state = BadgeColumn(enum="BankLineState", verbose_name=gettext_lazy("State"))
    whose = Column(verbose_name=gettext_lazy("Whose"), orderable=False, empty_values=())
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"))

    def render_booked_on(self, value: Any, record: Any) -> Any:
        from coin.core.templatetags.coin import day

        return self.columns["booked_on"].column.render(day(value), record)

    def render_whose(self, record: Any) -> Any:
        """The members who paid the line, the account it is filed under, or the suggested member with the reason.

        A dash when there is none of these.
        """
        if record.state == BankLineState.FILED:
            return record.filed_under
        if record.state == BankLineState.MATCHED:
            return ", ".join(str(share.payment.member) for share in record.shares.all())
        if record.suggested:
            words = _("perhaps %(member)s") % {"member": record.suggested}
            return format_html("{}<br><small>{}</small>", words, record.reason)
        return self.default

    def value_whose(self, record: Any) -> str:
        if record.state == BankLineState.MATCHED:
            return ", ".join(str(share.payment.member.number) for share in record.shares.all())
        return str(record.filed_under)


class BankLineFilter(FilterSet):
    search_help = gettext_lazy("Words of the bank, name, amount")
    searched = ("label", "name", "reference")
    state = ChipFilter(label=gettext_lazy("State"), choices=BankLineState.choices)
    account = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Account"),
        queryset=BankAccount.objects.all(),
        empty_label=gettext_lazy("Every account"),
    )
    since = django_filters.DateFilter(
        label=gettext_lazy("From"), field_name="booked_on", lookup_expr="gte", widget=day_input()
    )
    until = django_filters.DateFilter(
        label=gettext_lazy("Until"), field_name="booked_on", lookup_expr="lte", widget=day_input()
    )

    def fits(self, word: str) -> Q:
        rows = super().fits(word)
        # People type an amount without its sign and with a comma: 12,50 finds both 12.50 and -12.50.
        amount = word.replace(",", ".").lstrip("-")
        if amount.replace(".", "", 1).isdigit():
            rows |= Q(amount=amount) | Q(amount=f"-{amount}")
        return rows


class BankImportTable(Table):
    empty = gettext_lazy("No statement was taken in yet.")
    name = Column(verbose_name=gettext_lazy("File"), attrs={"td": {"class": "row-title"}})
    account = Column(verbose_name=gettext_lazy("Account"))
    format = Column(verbose_name=gettext_lazy("Format"))
    starts_on = DayColumn(verbose_name=gettext_lazy("From"))
    ends_on = DayColumn(verbose_name=gettext_lazy("Until"))
    lines_read = NumberColumn(verbose_name=gettext_lazy("Lines"))
    lines_new = NumberColumn(verbose_name=gettext_lazy("New"))
    lines_certain = NumberColumn(verbose_name=gettext_lazy("Matched at once"))
    closing = MoneyColumn(verbose_name=gettext_lazy("Closing balance"))
    imported_at = MomentColumn(verbose_name=gettext_lazy("Taken in"))


class BankImportFilter(FilterSet):
    search_help = gettext_lazy("Name of the file")
    searched = ("name",)
