"""The list of a member's receipts."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import ReceiptKind
from coin.billing.models import Receipt
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import Column, DayColumn, MoneyColumn, Table


def pdf_url(receipt: Receipt) -> str:
    return reverse("portal:receipt-pdf", args=[receipt.number])


class ReceiptTable(Table):
    empty = _("You have no receipt yet: ask for that of your dues on the page of your membership.")

    number = Column(verbose_name=_("Number"), attrs={"td": {"class": "row-title"}})
    kind = Column(verbose_name=_("Kind"))
    issued_on = DayColumn(verbose_name=_("Issued on"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    void_reason = Column(verbose_name=_("Void"), orderable=False)

    class Meta(Table.Meta):
        order_by = "-issued_on"

    def render_number(self, value: str, record: Receipt) -> SafeString | str:
        """The number, a link to the PDF; without a link for a void receipt, which is no longer handed out."""
        if record.voided_on:
            return value
        return format_html('<a href="{}">{}</a>', pdf_url(record), value)

    def value_number(self, value: str) -> Any:
        return value


class ReceiptFilter(FilterSet):
    q = None
    kind = ChipFilter(label=_("Kind"), choices=ReceiptKind.choices)
