"""The treasury's work lines about receipts."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities
from coin.billing.enums import ReceiptKind
from coin.billing.models import Receipt
from coin.core.board import WorkLine, folded, work


@work("billing.receipts", group=gettext_lazy("Treasury"), capability=capabilities.ISSUE.slug)
def void_tax_receipts() -> list[WorkLine]:
    """Void tax receipts that somebody may still hold. A receipt that was never printed is in nobody's hands."""
    void = Receipt.objects.filter(
        kind=ReceiptKind.DONATION, voided_on__isnull=False, asked_back_on=None
    )
    out = void.exclude(pdf="").select_related("member").order_by("voided_on", "pk")
    return folded(out, _line, _rest)


def _line(receipt: Receipt) -> WorkLine:
    words = {"number": receipt.number, "member": receipt.member}
    return WorkLine(
        _("The tax receipt %(number)s of %(member)s is void: ask for it back.") % words,
        reverse("office:receipt", args=[receipt.pk]),
        _("See the receipt"),
        _midnight(receipt),
        key=f"billing.receipts:{receipt.pk}",
    )


def _rest(count: int) -> WorkLine:
    text = ngettext(
        "%(count)s more void tax receipt is to be asked back.",
        "%(count)s more void tax receipts are to be asked back.",
        count,
    )
    page = reverse("office:receipts") + "?kind=donation&state=void"
    return WorkLine(text % {"count": count}, page, _("See"), count=count)


def _midnight(receipt: Receipt) -> datetime | None:
    """The start of the day on which the receipt became void: a work line takes an instant."""
    day = receipt.voided_on
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
