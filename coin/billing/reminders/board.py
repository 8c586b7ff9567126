"""The work line of unpaid documents: reminders to read and send."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing.capabilities import REMIND
from coin.billing.reminders import find as reminders
from coin.core.board import WorkLine, work


@work("billing.document_reminders", group=gettext_lazy("Treasury"), capability=REMIND.slug)
def document_reminders() -> Iterable[WorkLine]:
    """Reminders that somebody may read and send."""
    count = len(reminders.find(timezone.localdate()).due)
    if count:
        words = ngettext(
            "%(count)s reminder of unpaid documents may be sent",
            "%(count)s reminders of unpaid documents may be sent",
            count,
        )
        yield WorkLine(
            text=words % {"count": count},
            url=reverse("office:document-reminders"),
            button=_("Read and send"),
            count=count,
            key="billing.document_reminders",
        )
