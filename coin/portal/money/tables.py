"""The lists of a member's documents and payments."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import DocumentKind
from coin.billing.models import Document, Payment
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import BadgeColumn, Column, DayColumn, LinkColumn, MoneyColumn, Table
from coin.core.templatetags.coin import day


def pdf_url(document: Document) -> str:
    return reverse("portal:pdf", args=[document.number])


def payment_words(payment: Payment) -> str:
    return f"{payment.get_means_display()}, {day(payment.received_on)}"


class DocumentTable(Table):
    empty = _("You have no document yet: the first comes with your first dues or subscription.")

    number = LinkColumn(to=pdf_url, verbose_name=_("Number"))
    kind = Column(verbose_name=_("Kind"))
    issued_on = DayColumn(verbose_name=_("Issued on"))
    due_on = DayColumn(verbose_name=_("To pay by"))
    total = MoneyColumn(verbose_name=_("Total"))
    payment_status = BadgeColumn(enum="PaymentStatus", verbose_name=_("State"), orderable=False)
    paid_by = Column(accessor="allocations", verbose_name=_("Paid by"), orderable=False)
    electronic = Column(accessor="xml", verbose_name=_("Electronic invoice"), orderable=False)

    class Meta(Table.Meta):
        order_by = "-issued_on"

    def render_electronic(self, record: Any) -> SafeString:
        return format_html('<a href="{}">XML</a>', reverse("portal:xml", args=[record.number]))

    def value_electronic(self, value: Any) -> str:
        return "XML" if value else ""

    def render_paid_by(self, value: Any) -> str:
        """The payments of a document, each with its means and its day; a dash without any."""
        return (
            ", ".join(payment_words(allocation.payment) for allocation in value.all())
            or self.default
        )

    def value_paid_by(self, value: Any) -> str:
        return ", ".join(payment_words(allocation.payment) for allocation in value.all())


class PaymentTable(Table):
    empty = _("No payment of yours is recorded yet.")

    received_on = DayColumn(verbose_name=_("Received on"))
    means = Column(verbose_name=_("Means"))
    reference = Column(verbose_name=_("Reference"))
    pays = Column(accessor="allocations", verbose_name=_("Pays"), orderable=False)
    amount = MoneyColumn(verbose_name=_("Amount"))

    class Meta(Table.Meta):
        order_by = "-received_on"

    def render_amount(self, record: Any) -> str:
        return str(record.amount_words)

    def value_amount(self, value: Any) -> Any:
        return value

    def render_pays(self, value: Any) -> "SafeString | str":
        rows = [(pdf_url(allocation.document), allocation.document) for allocation in value.all()]
        links = format_html_join(", ", '<a href="{}">{}</a>', rows)
        return format_html("<span>{}</span>", links) if rows else self.default

    def value_pays(self, value: Any) -> str:
        return ", ".join(str(allocation.document) for allocation in value.all())

    def values(self) -> Iterator[list[Any]]:
        """The rows of the CSV. Amounts in Ğ1 have a column of their own, so that the euros stay numbers."""
        header, *rows = super().values()
        yield [*header, now("In its unit")]
        for cells, row in zip(rows, self.rows, strict=True):
            yield [*cells, row.record.unit_words]


class DocumentFilter(FilterSet):
    q = None
    kind = ChipFilter(label=_("Kind"), choices=DocumentKind.choices)


class PaymentFilter(FilterSet):
    q = None
