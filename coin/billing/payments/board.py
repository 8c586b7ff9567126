"""Cheques that wait to be brought to the bank."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coin.billing import capabilities
from coin.billing.models import Cheque
from coin.core.board import WorkLine, work

KEY = "billing.cheques"


@work(KEY, group=_("Treasury"), capability=capabilities.PAYMENTS.slug)
def cheques() -> Iterator[WorkLine]:
    """Tell treasurers of cheques that wait: the drawer's bank owes nothing on a cheque after a year and eight days
    (Code monétaire et financier, L131-59).
    """
    waiting = Cheque.objects.filter(slip=None, payment__reversed_by=None)
    totals = waiting.aggregate(count=Count("pk"), since=Min("payment__recorded_at"))
    count = totals["count"]
    if count:
        text = ngettext(
            "%(count)s cheque waits to be paid in.", "%(count)s cheques wait to be paid in.", count
        )
        page = reverse("office:cheques")
        yield WorkLine(text % {"count": count}, page, _("See"), totals["since"], count, KEY)
