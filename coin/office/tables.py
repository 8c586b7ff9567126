"""The columns of the office's lists."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.money import euros
from coin.core.tables import (
    BadgeColumn,
    CodeColumn,
    Column,
    DayColumn,
    LinkColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Table,
)
from coin.core.templatetags.coin import tone_badge
from coin.subscriptions import registry
from coin.subscriptions.prices.pricing import price_on


def member_url(member: Any) -> str:
    return reverse("office:member", args=[member.number])


class SubscriptionTable(Table):
    empty = gettext_lazy("No subscription yet. Open a member's record to add one.")
    offer = LinkColumn(
        verbose_name=gettext_lazy("Offer"),
        to=lambda row: reverse("office:subscription", args=[row.pk]),
        order_by=("offer__name", "pk"),
    )
    member = Column(
        verbose_name=gettext_lazy("Member"),
        order_by=("member__last_name", "member__organisation_name", "pk"),
        linkify=lambda record: member_url(record.member),
    )
    state = BadgeColumn(enum="SubscriptionState", verbose_name=gettext_lazy("State"))
    monthly_price = MoneyColumn(verbose_name=gettext_lazy("A month"), orderable=False)
    requested_at = DayColumn(verbose_name=gettext_lazy("Requested"))
    active_on = DayColumn(verbose_name=gettext_lazy("Works since"))

    def render_monthly_price(self, record: Any) -> str:
        """The price of today: prices, suspensions and splits were loaded beside the rows."""
        return euros(self.value_monthly_price(record))

    def value_monthly_price(self, record: Any) -> Any:
        return price_on(record, timezone.localdate())


class OfferTable(Table):
    empty = gettext_lazy("No offer yet. Create the first one, then add the services it holds.")
    name = LinkColumn(
        verbose_name=gettext_lazy("Offer"), to=lambda row: reverse("office:offer", args=[row.pk])
    )
    technology = Column(verbose_name=gettext_lazy("Technology"))
    items = Column(verbose_name=gettext_lazy("Services"), orderable=False)
    monthly_price = MoneyColumn(verbose_name=gettext_lazy("A month"))
    setup_fee = MoneyColumn(verbose_name=gettext_lazy("Set-up"))
    open_to_new = Column(verbose_name=gettext_lazy("New subscriptions"))
    subscriptions_count = NumberColumn(verbose_name=gettext_lazy("Subscriptions"))

    def render_items(self, value: Any) -> str:
        return ", ".join(item.label for item in value.all())

    def value_items(self, value: Any) -> str:
        return self.render_items(value)

    def render_monthly_price(self, record: Any) -> SafeString:
        """The price, and under it the least of a free one."""
        price = format_html("{}", euros(record.monthly_price))
        if not record.is_free_price:
            return price
        least = _("free price from %(least)s") % {"least": euros(record.minimum)}
        return format_html("{}<br><small>{}</small>", price, least)

    def value_monthly_price(self, record: Any) -> Any:
        return record.monthly_price

    def render_open_to_new(self, value: bool) -> SafeString:
        return tone_badge(_("Open"), "good") if value else tone_badge(_("Closed"), "off")

    def value_open_to_new(self, value: bool) -> str:
        return _("Open") if value else _("Closed")


class PoolTable(Table):
    empty = gettext_lazy("No pool yet. Create one so that services can be given addresses.")
    name = LinkColumn(
        verbose_name=gettext_lazy("Pool"), to=lambda row: reverse("office:pool", args=[row.pk])
    )
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
        linkify=lambda record: member_url(record.service.subscription.member),
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


class RunTable(Table):
    empty = gettext_lazy("No run yet. A change to a service asks for one by itself.")
    pk = LinkColumn(
        verbose_name=gettext_lazy("Run"), to=lambda row: reverse("office:run", args=[row.pk])
    )
    deployment = Column(
        verbose_name=gettext_lazy("Deployment"),
        order_by=("deployment__name", "-pk"),
        linkify=lambda record: reverse("office:deployment", args=[record.deployment.slug]),
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


class DeploymentTable(Table):
    empty = gettext_lazy("No deployment yet. See the operating guide to declare the first servers.")
    name = LinkColumn(
        verbose_name=gettext_lazy("Deployment"),
        to=lambda row: reverse("office:deployment", args=[row.slug]),
    )
    engine = Column(verbose_name=gettext_lazy("Engine"))
    hosts = Column(verbose_name=gettext_lazy("Servers"), orderable=False)
    due = Column(verbose_name=gettext_lazy("State"), orderable=False, empty_values=())
    waiting_since = MomentColumn(verbose_name=gettext_lazy("Waiting since"), orderable=False)

    def render_hosts(self, value: Any) -> str:
        return ", ".join(host.name for host in value.all()) or _("none")

    def value_hosts(self, value: Any) -> str:
        return self.render_hosts(value)

    def render_due(self, record: Any) -> SafeString:
        return tone_badge(*due_words(record))

    def value_due(self, record: Any) -> str:
        return due_words(record)[0]


def due_words(deployment: Any) -> tuple[str, str]:
    """Whether the servers hold what is wanted, in words and in a tone."""
    if not deployment.is_enabled:
        return _("Disabled"), "off"
    if any(host.error for host in deployment.hosts.all()):
        return _("A server failed"), "bad"
    return (_("Changes wait"), "busy") if deployment.is_due else (_("Up to date"), "good")
