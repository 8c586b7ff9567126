"""The work line of billing runs that stopped and wait for a person."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coin.billing.capabilities import ISSUE
from coin.billing.enums import BillingRunState
from coin.billing.models import BillingRun
from coin.core.board import WorkLine, work


@work("billing.runs", group=_("Treasury"), capability=ISSUE.slug)
def stopped_runs() -> Iterator[WorkLine]:
    """Runs that stopped before their end, unless the month was run again since."""
    later = BillingRun.objects.filter(month=OuterRef("month"), pk__gt=OuterRef("pk"))
    stopped = BillingRun.objects.filter(~Exists(later), state=BillingRunState.STOPPED)
    for run in stopped.order_by("month"):
        text = _now("The billing run of %(month)s stopped before its end.") % {"month": run}
        page = reverse("office:billing-run-record", args=[run.pk])
        yield WorkLine(text, page, _("See"), run.finished_at, key=f"billing.runs:{run.pk}")
