"""The treasury's work lines about direct debits."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities
from coin.billing.enums import BatchState
from coin.billing.models import DebitBatch, UnknownReturn
from coin.core.board import WorkLine, work

NEXT = {
    BatchState.DRAFT: (
        gettext_lazy("%(batch)s: to announce to the members."),
        gettext_lazy("Announce"),
    ),
    BatchState.NOTIFIED: (gettext_lazy("%(batch)s: the file is to write."), gettext_lazy("Write")),
    BatchState.WRITTEN: (
        gettext_lazy("%(batch)s: the file is to send to the bank."),
        gettext_lazy("Send"),
    ),
    BatchState.SENT: (gettext_lazy("%(batch)s: did the bank pay?"), gettext_lazy("Look at it")),
}


@work("billing.debits", group=gettext_lazy("Treasury"), capability=capabilities.DEBITS.slug)
def batches() -> Iterator[WorkLine]:
    """Each batch that is not over, with its next step. A batch sent to the bank shows from its collection day on."""
    today = timezone.localdate()
    for batch in DebitBatch.objects.filter(state__in=list(NEXT)).order_by("collection_on"):
        if batch.state == BatchState.SENT and batch.collection_on > today:
            continue
        text, button = NEXT[BatchState(batch.state)]
        yield WorkLine(
            str(text) % {"batch": batch},
            reverse("office:debit-batch", args=[batch.pk]),
            button,
            batch.created_at,
            key=f"billing.debits:{batch.pk}",
        )


@work("billing.returns", group=gettext_lazy("Treasury"), capability=capabilities.DEBITS.slug)
def unknown_returns() -> Iterator[WorkLine]:
    """The returns of which coin knows no debit and that nobody dealt with yet, in one line; nothing without any."""
    waiting = UnknownReturn.objects.filter(handled_at=None)
    totals = waiting.aggregate(count=Count("pk"), since=Min("source__read_at"))
    if count := totals["count"]:
        text = ngettext(
            "%(count)s return of the bank is of no debit that coin knows.",
            "%(count)s returns of the bank are of no debit that coin knows.",
            count,
        )
        page = reverse("office:debit-unknown")
        words = text % {"count": count}
        yield WorkLine(words, page, _("Look at it"), totals["since"], count, key="billing.returns")
