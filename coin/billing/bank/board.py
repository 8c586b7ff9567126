"""The work board's line for bank lines that wait."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coin.billing import capabilities
from coin.billing.enums import BankLineState
from coin.billing.models import BankLine
from coin.core.board import WorkLine, work


@work("billing.bank_lines", group=_("Treasury"), capability=capabilities.BANK.slug)
def bank_lines() -> Iterator[WorkLine]:
    """Tell treasurers of bank lines that are neither matched with a member nor filed under an account."""
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
