"""The lists of pools and of assignments."""

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
    ToneColumn,
)
from coin.office import pages_of
from coin.office.shared.tables import open_words
from coin.subscriptions import registry


class PoolTable(Table):
    empty = gettext_lazy("No pool yet. Create one so that services can be given addresses.")
    name = LinkColumn(verbose_name=gettext_lazy("Pool"), to=pages_of.POOLS.url_of)
    prefix = CodeColumn(verbose_name=gettext_lazy("Prefix"), order_by=("family", "prefix"))
    slot_length = Column(verbose_name=gettext_lazy("Slots of"))
    use = Column(verbose_name=gettext_lazy("For"))
    usage = Column(verbose_name=gettext_lazy("Taken"), orderable=False)
    is_open = ToneColumn(
        verbose_name=gettext_lazy("State"), words=lambda row: open_words(row.is_open)
    )

    def render_slot_length(self, value: int) -> str:
        return f"/{value}"

    def render_use(self, value: str) -> str:
        return registry.label_of(value)

    def render_usage(self, value: Any) -> SafeString:
        words = _("%(used)s of %(size)s") % {
            "used": value.used,
            "size": value.size - value.reserved,
        }
        return format_html(
            '<span class="meter"><progress max="100" value="{}" aria-label="{}"></progress>'
            "<span>{}</span></span>",
            value.percent_taken,
            words,
            words,
        )

    def value_usage(self, value: Any) -> int:
        return int(value.used)


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
