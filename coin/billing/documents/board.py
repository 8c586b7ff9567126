"""The work line of documents: drafts that wait to be issued."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coin.billing import capabilities
from coin.billing.models import Document
from coin.core.board import WorkLine, work


@work("billing.drafts", group=_("Treasury"), capability=capabilities.ISSUE.slug)
def drafts() -> Iterator[WorkLine]:
    """Tell those who may issue how many drafts wait, and since when. Nothing when none waits."""
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
