"""The portal's lists."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import DocumentKind
from coin.billing.models import Document, Payment
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import BadgeColumn, Column, DayColumn, LinkColumn, MoneyColumn, Table


def pdf_url(document: Document) -> str:
    return reverse("portal:pdf", args=[document.number])


class DocumentTable(Table):
    empty = _("You have no document yet: the first comes with your first dues or subscription.")

    number = LinkColumn(to=pdf_url, verbose_name=_("Number"))
    kind = Column(verbose_name=_("Kind"))
    issued_on = DayColumn(verbose_name=_("Issued on"))
    due_on = DayColumn(verbose_name=_("To pay by"))
    total = MoneyColumn(verbose_name=_("Total"))
    payment_status = BadgeColumn(enum="PaymentStatus", verbose_name=_("State"), orderable=False)

    class Meta(Table.Meta):
        model = Document
        fields = ("number", "kind", "issued_on", "due_on", "total", "payment_status")
        order_by = "-issued_on"


class PaymentTable(Table):
    empty = _("No payment of yours is recorded yet.")

    received_on = DayColumn(verbose_name=_("Received on"))
    means = Column(verbose_name=_("Means"))
    reference = Column(verbose_name=_("Reference"))
    amount = MoneyColumn(verbose_name=_("Amount"))

    class Meta(Table.Meta):
        model = Payment
        fields = ("received_on", "means", "reference", "amount")
        order_by = "-received_on"


class DocumentFilter(FilterSet):
    q = None
    kind = ChipFilter(label=_("Kind"), choices=DocumentKind.choices)

    class Meta:
        model = Document
        fields = ("kind",)


class PaymentFilter(FilterSet):
    q = None

    class Meta:
        model = Payment
        fields = ()
