"""TODO-DOC"""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.tables import (
    CodeColumn,
    Column,
    DayColumn,
    LinkColumn,
    Table,
)
from coin.core.templatetags.coin import tone_badge
from coin.office import pages_of
from coin.subscriptions import registry


class PoolTable(Table):
    empty = gettext_lazy("No pool yet. Create one so that services can be given addresses.")
    name = LinkColumn(verbose_name=gettext_lazy("Pool"), to=pages_of.POOLS.url_of)
    prefix = CodeColumn(verbose_name=gettext_lazy("Prefix"), order_by=("family", "prefix"))
    slot_length = Column(verbose_name=gettext_lazy("Slots of"))
    use = Column(verbose_name=gettext_lazy("For"))
    usage = Column(verbose_name=gettext_lazy("Taken"), orderable=False)
    is_open = Column(verbose_name=gettext_lazy("State"))

    def render_slot_length(self, value: int) -> str:
        return f"/{value}"

    def render_use(self, value: str) -> str:
        return registry.label_of(value)

    def render_usage(self, value: Any) -> SafeString:
        held = _("%(used)s of %(size)s") % {"used": value.used, "size": value.size - value.reserved}
        return format_html(
            '<span class="meter"><progress max="100" value="{}" aria-label="{}"></progress>'
            "<span>{}</span></span>",
            value.percent_taken,
            held,
            held,
        )

    def value_usage(self, value: Any) -> int:
        return int(value.used)

    def render_is_open(self, value: bool) -> SafeString:
        return tone_badge(_("Open"), "good") if value else tone_badge(_("Closed"), "off")

    def value_is_open(self, value: bool) -> str:
        return _("Open") if value else _("Closed")


class AssignmentTable(Table):
    empty = gettext_lazy("Nobody holds an address of this pool yet.")
    address = CodeColumn(
        verbose_name=gettext_lazy("Address"),
        order_by=("slot",),
        attrs={"td": {"class": "row-title"}},
    )
    member = Column(
        accessor="service__subscription__member",
        verbose_name=gettext_lazy("Member"),
        orderable=False,
        linkify=lambda record: pages_of.MEMBERS.url_of(record.service.subscription.member),
    )
    service = Column(
        verbose_name=gettext_lazy("Service"),
        orderable=False,
        linkify=lambda record: reverse(
            "office:subscription", args=[record.service.subscription_id]
        ),
    )
    assigned_at = DayColumn(verbose_name=gettext_lazy("Since"))
    released_at = DayColumn(verbose_name=gettext_lazy("Until"))
