"""Work lines about general assemblies: those whose members are not called yet."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.board import WorkLine, work
from coin.members.capabilities import ASSEMBLY
from coin.members.models import Assembly

# Statutes ask for a call two weeks ahead or so: five weeks leave the time to see the line.
SOON = timedelta(days=35)


@work("members.assemblies", group=gettext_lazy("Collegial body"), capability=ASSEMBLY.slug)
def assembly_lines() -> Iterable[WorkLine]:
    now = timezone.now()
    coming = Assembly.objects.filter(starts_at__gt=now, starts_at__lte=now + SOON)
    waiting = coming.filter(called_at=None, cancelled_at=None)
    return [_line(assembly) for assembly in waiting.order_by("starts_at")]


def _line(assembly: Assembly) -> WorkLine:
    words = {
        "title": assembly.title,
        "day": date_format(timezone.localtime(assembly.starts_at), "j F Y"),
    }
    return WorkLine(
        text=_("%(title)s of %(day)s: the members are not called yet") % words,
        url=reverse("office:assembly", args=[assembly.pk]),
        button=_("Prepare the call"),
        since=assembly.created_at,
        key=f"assembly:{assembly.pk}",
    )
