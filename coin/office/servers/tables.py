"""The columns of runs and deployments."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.tables import (
    BadgeColumn,
    Column,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    Table,
    ToneColumn,
)
from coin.office import pages_of


class RunTable(Table):
    empty = gettext_lazy("No run yet. A change to a service asks for one by itself.")
    pk = LinkColumn(verbose_name=gettext_lazy("Run"), to=pages_of.RUNS.url_of)
    deployment = Column(
        verbose_name=gettext_lazy("Deployment"),
        order_by=("deployment__name", "-pk"),
        linkify=lambda record: pages_of.DEPLOYMENTS.url_of(record.deployment),
    )
    kind = Column(verbose_name=gettext_lazy("Kind"))
    state = BadgeColumn(enum="RunState", verbose_name=gettext_lazy("State"))
    changed = NumberColumn(
        verbose_name=gettext_lazy("Changed"), accessor="counts__changed", orderable=False
    )
    requested_by = Column(verbose_name=gettext_lazy("Asked by"), default=gettext_lazy("automatic"))
    requested_at = MomentColumn(verbose_name=gettext_lazy("Asked"))

    def render_pk(self, value: int, record: Any) -> SafeString:
        url = reverse("office:run", args=[value])
        return format_html('<a href="{}">{}</a>', url, _("Run %(number)s") % {"number": value})

    def value_pk(self, value: int) -> int:
        return value


def due_words(deployment: Any) -> tuple[str, str]:
    """Whether the servers of a deployment hold what is wanted: (words, tone of the badge)."""
    if not deployment.is_enabled:
        return _("Disabled"), "off"
    if any(host.error for host in deployment.hosts.all()):
        return _("A server failed"), "bad"
    return (_("Changes wait"), "busy") if deployment.is_due else (_("Up to date"), "good")


class DeploymentTable(Table):
    empty = gettext_lazy("No deployment yet. See the operating guide to declare the first servers.")
    name = LinkColumn(
        verbose_name=gettext_lazy("Deployment"),
        to=pages_of.DEPLOYMENTS.url_of,
    )
    engine = Column(verbose_name=gettext_lazy("Engine"))
    hosts = Column(verbose_name=gettext_lazy("Servers"), orderable=False)
    due = ToneColumn(verbose_name=gettext_lazy("State"), orderable=False, words=due_words)
    waiting_since = MomentColumn(verbose_name=gettext_lazy("Waiting since"), orderable=False)

    def render_hosts(self, value: Any) -> str:
        return ", ".join(host.name for host in value.all()) or _("none")

    def value_hosts(self, value: Any) -> str:
        return self.render_hosts(value)
