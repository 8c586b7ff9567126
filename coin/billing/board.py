"""What waits for the treasury."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coin.billing import (  # noqa: F401 (their lines)
    board_debits,
    board_hardship,
    board_online,
    board_payments,
    board_receipts,
    board_runs,
    capabilities,
)
from coin.billing.enums import BankLineState
from coin.billing.models import BankLine, Document
from coin.core.board import WorkLine, work


@work("billing.drafts", group=_("Treasury"), capability=capabilities.ISSUE.slug)
def drafts() -> Iterator[WorkLine]:
    """Drafts that wait to be issued."""
    waiting = Document.objects.drafts().aggregate(count=Count("pk"), since=Min("created_at"))
    count = waiting["count"]
    if count:
        text = ngettext(
            "%(count)s document waits to be issued.",
            "%(count)s documents wait to be issued.",
            count,
        )
        page = reverse("office:documents") + "?payment_status=draft"
        since, key = waiting["since"], "billing.drafts"
        yield WorkLine(text % {"count": count}, page, _("See"), since, count, key)


@work("billing.bank_lines", group=_("Treasury"), capability=capabilities.BANK.slug)
def bank_lines() -> Iterator[WorkLine]:
    """Movements of the bank that nobody has said whose they are."""
    to_match = BankLine.objects.filter(state=BankLineState.TO_MATCH)
    waiting = to_match.aggregate(count=Count("pk"), since=Min("source__imported_at"))
    count = waiting["count"]
    if count:
        text = ngettext(
            "%(count)s line of the bank waits to be matched or filed.",
            "%(count)s lines of the bank wait to be matched or filed.",
            count,
        )
        page = reverse("office:bank-lines") + "?state=to_match"
        yield WorkLine(
            text % {"count": count},
            page,
            _("Match"),
            waiting["since"],
            count,
            key="billing.bank_lines",
        )
