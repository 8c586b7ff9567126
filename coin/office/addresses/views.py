"""Address pools: how full they are, and who holds and held their addresses."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.core.badges import Badge
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage
from coin.network import capabilities
from coin.network.models import Assignment, Pool
from coin.network.pools import usage as usage_services
from coin.network.pools.services import create_pool
from coin.network.pools.slot_map import slot_map
from coin.office import pages_of
from coin.office.addresses.filters import AssignmentFilter, PoolFilter
from coin.office.addresses.forms import PoolForm
from coin.office.addresses.pool_picture import legend, picture
from coin.office.addresses.tables import AssignmentTable, PoolTable
from coin.office.shared import tables
from coin.subscriptions import registry


class PoolList(ListPage):
    capability = capabilities.SEE
    of = pages_of.POOLS
    table_class = PoolTable
    filterset_class = PoolFilter
    csv_name = "pools"

    def decorate(self, rows: list[Any]) -> None:
        usage = usage_services.usage(rows)
        for pool in rows:
            pool.usage = usage[pool.pk]

    def get_actions(self) -> list[Action]:
        new = reverse("office:pool-new")
        actions = [Action(_("New pool"), new, "plus", capabilities.EDIT, "primary")]
        who = reverse("office:who-had")
        return [*actions, Action(_("Who had an address"), who, "search", capabilities.WHO_HAD)]


class PoolRecord(AboutPage[Pool], ListPage):
    """A pool: the picture of its slots, and the list of its assignments, present and past.

    Assignments of archived members are left out of the list.
    """

    of = pages_of.POOLS
    parent = pages_of.POOLS
    capability = capabilities.SEE
    template_name = "office/addresses/pool.html"
    table_class = AssignmentTable
    filterset_class = AssignmentFilter
    csv_name = "addresses"
    counted = ngettext_lazy("%(count)s assignment", "%(count)s assignments", "count")

    def get_queryset(self) -> QuerySet[Assignment]:
        everyday = Assignment.objects.filter(service__subscription__member__archived_at=None)
        rows = everyday.filter(pool=self.object).select_related("service__subscription__member")
        return rows.order_by("slot", "-pk")

    def decorate(self, rows: list[Any]) -> None:
        for row in rows:
            # Every row is of this pool: without this, its address would read the pool for each row.
            row.pool = self.object

    def get_subtitle(self) -> str:
        words = _("%(prefix)s in slots of /%(length)s, for %(use)s; quarantine of %(days)s days")
        pool = self.object
        return words % {
            "prefix": pool.prefix,
            "length": pool.slot_length,
            "use": registry.label_of(pool.use),
            "days": pool.quarantine_days,
        }

    def get_badges(self) -> list[Badge]:
        return [Badge(*tables.open_words(self.object.is_open))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # htmx replaces the list alone: the picture and its queries serve only a whole page.
        if not self.request.htmx:
            usage = usage_services.usage([self.object])[self.object.pk]
            context |= {
                "usage": usage,
                "picture": picture(slot_map(self.object)),
                "legend": legend(),
            }
        return context


class PoolNew(FormPage):
    parent = pages_of.POOLS
    capability = capabilities.EDIT
    title = gettext_lazy("New pool")
    form_class = PoolForm
    button = gettext_lazy("Create the pool")
    done = gettext_lazy("The pool is created; its slots are free.")

    def do(self, form: PoolForm) -> str:
        pool = create_pool(actor=self.request.user, **form.cleaned_data)
        return pages_of.POOLS.url_of(pool)
