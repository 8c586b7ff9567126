"""The columns of the list of documents."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.tables import (
    BadgeColumn,
    Column,
    DayColumn,
    LinkColumn,
    MoneyColumn,
    Table,
)
from coin.office import pages_of


class DocumentTable(Table):
    empty = gettext_lazy("No document yet. The billing run drafts and issues those of a month.")
    number = LinkColumn(
        verbose_name=gettext_lazy("Number"),
        to=pages_of.DOCUMENTS.url_of,
        empty_values=(),
        order_by=("issued_on", "series", "series_number"),
        attrs={"td": {"class": "row-title whole"}},
    )
    kind = Column(verbose_name=gettext_lazy("Kind"))
    member = Column(
        verbose_name=gettext_lazy("Member"),
        order_by=("member__last_name", "member__organisation_name", "pk"),
        linkify=lambda record: pages_of.MEMBERS.url_of(record.member),
    )
    issued_on = DayColumn(verbose_name=gettext_lazy("Issued"))
    due_on = DayColumn(verbose_name=gettext_lazy("To pay by"))
    payment_status = BadgeColumn(enum="PaymentStatus", verbose_name=gettext_lazy("State"))
    total = MoneyColumn(verbose_name=gettext_lazy("Total"))
    rest = MoneyColumn(verbose_name=gettext_lazy("Left to pay"))

    def render_number(self, value: Any, record: Any) -> Any:
        return self.columns["number"].column.render(value or _("Draft"), record)

    def value_number(self, value: Any) -> str:
        return value or _("Draft")
