"""The lists of subscriptions and offers."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.money import euros
from coin.core.tables import (
    BadgeColumn,
    Column,
    DayColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    ToneColumn,
)
from coin.office import pages_of
from coin.office.shared.tables import open_words
from coin.subscriptions.prices.pricing import price_on


class SubscriptionTable(Table):
    empty = gettext_lazy("No subscription yet. Open a member's record to add one.")
    offer = LinkColumn(
        verbose_name=gettext_lazy("Offer"),
        to=pages_of.SUBSCRIPTIONS.url_of,
        order_by=("offer__name", "pk"),
    )
    member = Column(
        verbose_name=gettext_lazy("Member"),
        order_by=("member__last_name", "member__organisation_name", "pk"),
        linkify=lambda record: pages_of.MEMBERS.url_of(record.member),
    )
    state = BadgeColumn(enum="SubscriptionState", verbose_name=gettext_lazy("State"))
    monthly_price = MoneyColumn(verbose_name=gettext_lazy("A month"), orderable=False)
    requested_at = DayColumn(verbose_name=gettext_lazy("Requested"))
    active_on = DayColumn(verbose_name=gettext_lazy("Works since"))

    def render_monthly_price(self, record: Any) -> str:
        """The whole monthly price in force today, even while the subscription is suspended or split. No query: what it
        needs was loaded with the rows.
        """
        return euros(self.value_monthly_price(record))

    def value_monthly_price(self, record: Any) -> Any:
        return price_on(record, timezone.localdate())


class OfferTable(Table):
    empty = gettext_lazy("No offer yet. Create the first one, then add the services it holds.")
    name = LinkColumn(verbose_name=gettext_lazy("Offer"), to=pages_of.OFFERS.url_of)
    technology = Column(verbose_name=gettext_lazy("Technology"))
    items = Column(verbose_name=gettext_lazy("Services"), orderable=False)
    monthly_price = MoneyColumn(verbose_name=gettext_lazy("A month"))
    setup_fee = MoneyColumn(verbose_name=gettext_lazy("Set-up"))
    open_to_new = ToneColumn(
        verbose_name=gettext_lazy("New subscriptions"),
        words=lambda row: open_words(row.open_to_new),
    )
    subscriptions_count = NumberColumn(verbose_name=gettext_lazy("Subscriptions"))

    def render_items(self, value: Any) -> str:
        return ", ".join(item.label for item in value.all())

    def value_items(self, value: Any) -> str:
        return self.render_items(value)

    def render_monthly_price(self, record: Any) -> SafeString:
        """The monthly price, and under it the minimum where the price is free."""
        price = format_html("{}", euros(record.monthly_price))
        if not record.is_free_price:
            return price
        least = _("free price from %(least)s") % {"least": euros(record.minimum)}
        return format_html("{}<br><small>{}</small>", price, least)

    def value_monthly_price(self, record: Any) -> Any:
        return record.monthly_price
