"""How long online payments are kept.

Payments that brought money go with the accounts. Attempts without money, and cards and accounts no longer in use, go
once nobody can contest a debit.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import OPEN_ONLINE
from coin.billing.models import OnlineEvent, OnlinePayment, StoredMeans
from coin.core.retention import Clock, Rule, delete_rows, rule
from coin.core.tasks import wake
from coin.members.data import clocks
from coin.members.models import Member

CONTESTED = 13  # months for which a payment may be contested: CMF art. L133-24
SOURCE = _("CMF art. L133-24: a payment may be contested for 13 months")


def forget_online(members: list[int]) -> None:
    """Erase the online payments, with or without money, of these members (keys), whose whole account is to be erased.

    Cards and accounts stay.
    """
    rows = OnlinePayment.objects.filter(member__in=members)
    # Links point to their payment, so they go first.
    delete_rows(_links(rows))
    delete_rows(rows)


def _links(rows: "QuerySet[OnlinePayment]") -> "QuerySet[Any]":
    """The rows that link these payments to their documents."""
    links = OnlinePayment.documents.through._default_manager
    return links.filter(onlinepayment__in=rows.values("pk"))


def _moneyless() -> "QuerySet[OnlinePayment]":
    """Attempts that are over and brought no money."""
    return OnlinePayment.objects.filter(payment=None).exclude(state__in=OPEN_ONLINE)


def erase_moneyless(rows: "QuerySet[OnlinePayment]") -> int:
    """Erase these attempts, which brought no money, with their links to documents; returns how many attempts."""
    pks = list(rows.values_list("pk", flat=True))
    payments = OnlinePayment.objects.filter(pk__in=pks)
    delete_rows(_links(payments))
    return delete_rows(payments)


def _old_means(clock: Clock) -> "QuerySet[StoredMeans]":
    """Cards and accounts that were removed before `clock.instant`, or whose member left by `clock.before`."""
    gone_members = Member.objects.filter(clocks.gone(clock.before)).values("pk")
    return StoredMeans.objects.filter(Q(removed_at__lt=clock.instant) | Q(member__in=gone_members))


def erase_means(rows: "QuerySet[StoredMeans]") -> int:
    """Erase cards and accounts; returns how many. A worker has Stripe forget customers for whom coin knows no other."""
    from coin.billing.online.tasks import forget_customer

    pks = list(rows.values_list("pk", flat=True))
    stored_means = StoredMeans.objects.filter(pk__in=pks)
    for customer in sorted(
        set(stored_means.exclude(customer_id="").values_list("customer_id", flat=True))
    ):
        if not StoredMeans.objects.filter(customer_id=customer).exclude(pk__in=pks).exists():
            wake(forget_customer, customer)
    # `delete_rows` deletes by SQL alone: Django does not empty the keys that point here.
    OnlinePayment.objects.filter(means__in=pks).update(means=None)
    return delete_rows(stored_means)


def _last(member: Member, today: date) -> date | None:
    """The day of the member's last attempt without money; None while an attempt is open, `today` without any."""
    payments = OnlinePayment.objects.filter(member=member).order_by("-created_at")
    if payments.filter(state__in=OPEN_ONLINE).exists():
        return None
    last = payments.filter(payment=None).values_list("created_at", flat=True).first()
    return timezone.localdate(last) if last else today


rule(
    Rule(
        slug="billing.online",
        label=_("Online payments that brought no money"),
        source=SOURCE,
        months=CONTESTED + 1,
        least=CONTESTED,
        due=lambda clock: _moneyless().filter(created_at__lt=clock.instant),
        erase=erase_moneyless,
        order=46,
        rows_of=lambda member: _moneyless().filter(member=member),
        since=_last,
    )
)
rule(
    Rule(
        slug="billing.stored_means",
        label=_("Cards and accounts that members let Stripe keep, once removed or the member gone"),
        source=SOURCE,
        months=CONTESTED + 1,
        least=CONTESTED,
        due=_old_means,
        erase=erase_means,
        order=47,
        rows_of=lambda member: StoredMeans.objects.filter(member=member),
        since=clocks.departure,
    )
)
rule(
    Rule(
        slug="billing.online_events",
        label=_("What Stripe told: identifiers of its events"),
        source=SOURCE,
        months=CONTESTED + 1,
        least=CONTESTED,
        due=lambda clock: OnlineEvent.objects.filter(
            received_at__lt=clock.instant, handled_at__isnull=False
        ),
        erase=delete_rows,
        order=47,
    )
)
