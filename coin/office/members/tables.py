"""The list of members: its columns, its filters and its search."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities as billing
from coin.billing.models import Document
from coin.core.errors import InvalidInput
from coin.core.filters import ChipFilter, FilterSet
from coin.core.models import Association
from coin.core.money import euros
from coin.core.requests import SignedInRequest
from coin.core.tables import (
    BadgeColumn,
    Column,
    DayColumn,
    LastDayColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    Table,
)
from coin.members.dues.queries import overdue_dues
from coin.members.enums import MemberKind, Standing
from coin.members.models import DuesPlan, Member, Representative, Seat, WorkingGroup
from coin.members.search_text import words_of
from coin.network import capabilities as network
from coin.network.assignments.holders import history_of_address
from coin.office import pages_of
from coin.subscriptions import capabilities as subscriptions
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS
from coin.subscriptions.models import Offer, Service, Subscription


class MemberTable(Table):
    empty = gettext_lazy("No member yet. Record the first one.")
    at_first = ("number", "name", "standing", "dues_until", "services_count", "balance")
    number = NumberColumn(verbose_name=gettext_lazy("N°"))
    name = LinkColumn(
        verbose_name=gettext_lazy("Name"),
        to=pages_of.MEMBERS.url_of,
        order_by=("last_name", "first_name", "organisation_name", "number"),
    )
    kind = BadgeColumn(enum="MemberKind", verbose_name=gettext_lazy("Kind"))
    pseudonym = Column(verbose_name=gettext_lazy("Pseudonym"))
    standing = BadgeColumn(enum="Standing", verbose_name=gettext_lazy("Standing"))
    plan = Column(verbose_name=gettext_lazy("Plan"))
    dues_until = LastDayColumn(verbose_name=gettext_lazy("Dues until"))
    joined_on = DayColumn(verbose_name=gettext_lazy("Joined"))
    services_count = NumberColumn(verbose_name=gettext_lazy("Services"))
    offers = Column(verbose_name=gettext_lazy("Offers held"), orderable=False)
    balance = MoneyColumn(verbose_name=gettext_lazy("Owes"))
    email = Column(verbose_name=gettext_lazy("E-mail"))
    phone = Column(verbose_name=gettext_lazy("Phone"))
    postal_code = Column(verbose_name=gettext_lazy("Postal code"))
    city = Column(verbose_name=gettext_lazy("Town"))
    logins = Column(verbose_name=gettext_lazy("Logins"), orderable=False)
    reference = Column(verbose_name=gettext_lazy("Reference"), order_by=("number",))

    def render_balance(self, value: Any) -> SafeString:
        """What the member owes (above zero) in the colour of a warning; what the association owes, as a credit."""
        if value > 0:
            return format_html('<span class="text-warn">{}</span>', euros(value))
        if value < 0:
            return format_html("{} <small>{}</small>", euros(-value), _("in credit"))
        return format_html("{}", euros(value))


class MemberFilter(FilterSet):
    search_help = gettext_lazy("Name, number, e-mail, phone, login, IP")
    standing = ChipFilter(label=gettext_lazy("Standing"), choices=Standing.choices)
    kind = ChipFilter(label=gettext_lazy("Kind"), choices=MemberKind.choices)
    dues = ChipFilter(
        label=gettext_lazy("Dues"),
        choices=[("late", gettext_lazy("Called and late"))],
        method="filter_dues",
    )
    plan = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Plan"),
        queryset=DuesPlan.objects.order_by("name"),
        empty_label=gettext_lazy("Every plan"),
        method="filter_plan",
    )
    group = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Working group"),
        queryset=WorkingGroup.objects.order_by("name"),
        empty_label=gettext_lazy("Every group"),
        method="filter_group",
    )
    offer = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Offer held"),
        queryset=Offer.objects.order_by("name"),
        empty_label=gettext_lazy("Every offer"),
        method="filter_offer",
    )
    request: SignedInRequest | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.may(subscriptions.SEE):
            del self.filters["offer"]

    def may(self, capability: Any) -> bool:
        return self.request is not None and self.request.user.has_capability(capability.slug)

    def search(self, queryset: Any, words: str) -> Any:
        """Members whom every word fits: by their record, or by what they hold, for those who may see it."""
        for word in words_of(words):
            queryset = queryset.filter(Q(search_text__contains=word) | self.holding(word))
        return queryset

    def holding(self, word: str) -> Q:
        """The condition that a member holds what the word names: a login, a document or an address.

        Logins and documents' numbers begin with the word; an address is held now. Each of the three counts only
        for those who may see it; without any of them it fits nobody.
        """
        holding = Q(pk__in=[])
        if self.may(subscriptions.SEE):
            logins = Service.objects.filter(login__startswith=word)
            holding |= Q(pk__in=logins.values("subscription__member"))
        if self.may(billing.SEE) and any(letter.isdigit() for letter in word):
            documents = Document.objects.filter(number__startswith=word.upper())
            holding |= Q(pk__in=documents.values("member"))
        if self.may(network.SEE) and ("." in word or ":" in word):
            holding |= Q(pk__in=holders(word))
        return holding

    def filter_dues(self, queryset: Any, name: str, chosen: list[str]) -> Any:
        if not chosen:
            return queryset
        days = timedelta(days=Association.current().late_after_days)
        # Subtracted here: dues are late only once the days that the association grants are over.
        late = overdue_dues(timezone.localdate() - days).order_by()
        return queryset.filter(pk__in=late.values("member"))

    def filter_plan(self, queryset: Any, name: str, plan: DuesPlan | None) -> Any:
        """Members whose last dues period is of this plan; all of `queryset` for None."""
        return queryset.filter(plan=plan.name) if plan else queryset

    def filter_group(self, queryset: Any, name: str, group: WorkingGroup | None) -> Any:
        """Members represented today by a person who holds a seat in the group today; all of `queryset` for None."""
        if group is None:
            return queryset
        today = timezone.localdate()
        seats = Seat.objects.in_force(today).filter(group=group)
        acting = Representative.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=today),
            starts_on__lte=today,
            user__in=seats.values("user"),
        )
        return queryset.filter(pk__in=acting.values("member"))

    def filter_offer(self, queryset: Any, name: str, offer: Offer | None) -> Any:
        if offer is None:
            return queryset
        live_subscriptions = Subscription.objects.filter(
            member=OuterRef("pk"), offer=offer, state__in=LIVE_SUBSCRIPTIONS
        )
        return queryset.filter(Exists(live_subscriptions))


def holders(address: str) -> "QuerySet[Any, Any] | list[int]":
    """The keys of the members who hold an address now, or an address inside a prefix; none when `address` is neither.

    Past holders are found by “Who had an address” alone, which asks for a reason that the journal keeps.
    """
    try:
        assignments = history_of_address(address).filter(released_at=None)
    except InvalidInput:
        return []
    return assignments.order_by().values("service__subscription__member")


def put_logins(rows: list[Member]) -> None:
    """Put on each member, as the text `logins`, the logins of those who act for them now. One query; saves nothing."""
    today = timezone.localdate()
    acting = Representative.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today), starts_on__lte=today, member__in=rows
    )
    logins: dict[int, list[str]] = {}
    for member, login in acting.order_by("user__login").values_list("member", "user__login"):
        logins.setdefault(member, []).append(login)
    for row in rows:
        row.logins = ", ".join(dict.fromkeys(logins.get(row.pk, [])))  # type: ignore[attr-defined]


def put_offers(rows: list[Member]) -> None:
    """Put on each member, as the text `offers`, the offers of their live subscriptions. One query; nothing is saved."""
    live = Subscription.objects.filter(member__in=rows, state__in=LIVE_SUBSCRIPTIONS)
    offers: dict[int, list[str]] = {}
    for member, offer in live.order_by("offer__name").values_list("member", "offer__name"):
        offers.setdefault(member, []).append(offer)
    for row in rows:
        row.offers = ", ".join(offers.get(row.pk, []))  # type: ignore[attr-defined]
