"""The treasury's work lines about online payments."""

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities
from coin.billing.enums import OnlineState
from coin.billing.models import OnlineEvent, OnlinePayment
from coin.core.board import WorkLine, folded, work
from coin.core.money import euros

TRIED = 3  # times, which take half an hour: Stripe may have been away for a moment


def odd_payments() -> "Q":
    """The filter of payments that the member's bank took back or whose refund was refused.

    A payment is among them until a person says that they dealt with it (`refunding.see_dispute`).
    """
    return Q(state=OnlineState.PAID, dispute_seen_at=None) & (
        Q(disputed_at__isnull=False) | ~Q(error="")
    )


@work("billing.disputes", group=gettext_lazy("Treasury"), capability=capabilities.ONLINE.slug)
def disputes() -> Iterator[WorkLine]:
    """Each of `odd_payments`, the first ones by name and the rest in one line."""
    rows = OnlinePayment.objects.filter(odd_payments()).select_related("member").order_by("pk")
    yield from folded(rows, _line, _rest)


@work("billing.online_events", group=gettext_lazy("Treasury"), capability=capabilities.ONLINE.slug)
def failed_events() -> Iterator[WorkLine]:
    """The events of Stripe that could not be handled in three tries or more, in one line; nothing without any."""
    failed = OnlineEvent.objects.filter(handled_at=None, tries__gte=TRIED)
    totals = failed.aggregate(count=Count("pk"), since=Min("received_at"))
    if count := totals["count"]:
        text = ngettext(
            "%(count)s message of Stripe could not be handled.",
            "%(count)s messages of Stripe could not be handled.",
            count,
        )
        page, words = reverse("office:online-events"), text % {"count": count}
        yield WorkLine(
            words, page, _("Look at it"), totals["since"], count, "billing.online_events"
        )


def _line(row: OnlinePayment) -> WorkLine:
    if row.error:
        text = _("A refund to %(member)s did not go through.") % {"member": row.member}
    else:
        words = _("The bank of %(member)s took back %(amount)s paid on line.")
        text = words % {"member": row.member, "amount": euros(row.disputed)}
    page = reverse("office:online-payment", args=[row.pk])
    since = row.disputed_at or row.created_at
    return WorkLine(text, page, _("Look at it"), since, key=f"billing.disputes:{row.pk}")


def _rest(count: int) -> WorkLine:
    text = ngettext(
        "and %(count)s other online payment to look at",
        "and %(count)s other online payments to look at",
        count,
    )
    page = reverse("office:online-payments")
    return WorkLine(text % {"count": count}, page, _("See"), count=count)
