"""How long subscribers' data is kept: their identity five years, their logins and passwords one year (CPCE R.10-13)."""

from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coin.core.retention import Clock, Rule, rule, write_each
from coin.members import ties
from coin.members.data import clocks, erasing
from coin.members.data.retention import subscriber_accounts_of
from coin.members.models import Member
from coin.members.sign_in import logins, retired_logins
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS, ServiceState, SubscriptionState
from coin.subscriptions.models import Service, Subscription

ACCOUNTS = _("CPCE R.10-13 II; décret 2021-1362 art. 3")
# A subscription that was accepted is a contract; one that was only requested, or refused, never was.
CONTRACTS = (*LIVE_SUBSCRIPTIONS, SubscriptionState.ENDED)


def _of_member(key: str) -> "QuerySet[Subscription]":
    """Contracts of the member whose pk the outer query has in its column `key`."""
    return Subscription.objects.filter(member=OuterRef(key), state__in=CONTRACTS).order_by()


def _ever(key: str = "pk") -> Q:
    return Q(Exists(_of_member(key)))


def _after(day: date, key: str = "pk") -> Q:
    runs = Q(state__in=LIVE_SUBSCRIPTIONS) | Q(ended_on__gt=day)
    return Q(Exists(_of_member(key).filter(runs)))


def _last_end(member: Member) -> date | None:
    ended = Subscription.objects.filter(member=member, state=SubscriptionState.ENDED)
    last: date | None = ended.aggregate(last=Max("ended_on"))["last"]
    return last


def _run(member: Member) -> bool:
    return Subscription.objects.filter(member=member, state__in=LIVE_SUBSCRIPTIONS).exists()


def _ends_of(pks: list[int]) -> dict[int, date | None]:
    """The last end of the contracts of each member (by pk); None while one of them runs.

    Members who never had a contract are left out.
    """
    contracts = Subscription.objects.filter(member__in=pks, state__in=CONTRACTS).order_by()
    running = set(
        contracts.filter(state__in=LIVE_SUBSCRIPTIONS).values_list("member_id", flat=True)
    )
    ends = dict(contracts.values_list("member_id").annotate(last=Max("ended_on")))
    return {pk: None if pk in running else last for pk, last in ends.items()}


def _subscriber(member: Member) -> "QuerySet[Member]":
    return Member.objects.filter(_ever(), pk=member.pk, erased_at=None)


def ended_services(clock: Clock) -> "QuerySet[Service]":
    """Ended services whose contract was over by the limit of `clock`."""
    ended = Service.objects.filter(state=ServiceState.ENDED)
    dated = ended.annotate(over_on=Coalesce("ended_on", "subscription__ended_on"))
    return dated.filter(over_on__lte=clock.before)


def telling_services(clock: Clock) -> "QuerySet[Service]":
    """Those of the ended services that still name somebody or keep a setting."""
    return ended_services(clock).filter(_tells())


def _tells() -> Q:
    """Services with a login that is not yet a digest, parameters or an error."""
    named = Q(login__isnull=False) & ~Q(login__startswith=retired_logins.MARK)
    return named | ~Q(parameters={}) | ~Q(error="")


def erase_services(rows: "QuerySet[Service]") -> int:
    """Replace logins by digests, so that no login is ever given again, and erase keys, passwords and errors.

    Returns how many services.
    """
    logins = dict(rows.values_list("pk", "login"))
    digests = {pk: retired_logins.retired(login) for pk, login in logins.items() if login}
    write_each(Service, "login", digests)
    return Service.objects.filter(pk__in=list(logins)).update(parameters={}, error="")


def _written(rows: "QuerySet[Subscription]") -> "QuerySet[Subscription]":
    return rows.exclude(note="", requested_parameters={})


def _ended(clock: Clock) -> "QuerySet[Subscription]":
    over = Subscription.objects.filter(state=SubscriptionState.ENDED, ended_on__lte=clock.before)
    return _written(over)


def _never(clock: Clock) -> "QuerySet[Subscription]":
    """Requests that never became a contract: refused, or still waiting when their member left."""
    refused = Q(state=SubscriptionState.REFUSED, requested_at__lt=clock.instant)
    departed = Member.objects.filter(clocks.gone(clock.before)).values("pk")
    waiting = Q(state=SubscriptionState.REQUESTED, member__in=departed)
    return _written(Subscription.objects.filter(refused | waiting))


def erase_words(rows: "QuerySet[Subscription]") -> int:
    """Erase the note and what was asked for; the subscription itself stays. Returns how many subscriptions."""
    return rows.update(note="", requested_parameters={})


@logins.HOLDERS.register
def _taken(wanted: list[str]) -> list[str]:
    """Those of the wanted logins that an erased service had: their digests are still stored."""
    digests = [retired_logins.retired(login) for login in wanted]
    stored = Service.objects.filter(login__in=digests).values_list("login", flat=True)
    return retired_logins.taken(wanted, stored)


ties.CONTRACTS.register(
    lambda: ties.Contracts(ever=_ever, after=_after, last_end=_last_end, run=_run, ends_of=_ends_of)
)
rule(
    Rule(
        slug=clocks.SUBSCRIBER,
        label=_(
            "Who a subscriber was: names, birth, addresses, phones, and who acted for an organisation"
        ),
        source=_("CPCE R.10-13 I; décret 2021-1362 art. 2: five years after the contract"),
        months=60,
        least=60,
        due=clocks.subscriber_identity,
        erase=erasing.erase_members,
        order=41,
        rows_of=_subscriber,
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug=clocks.SUBSCRIBER_ACCOUNTS,
        label=_("Subscribers' logins, passwords, second factors and sessions"),
        source=ACCOUNTS,
        months=12,
        least=12,
        due=clocks.subscriber_accounts,
        erase=erasing.close_accounts,
        order=20,
        rows_of=subscriber_accounts_of,
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug="subscriptions.services",
        label=_("Services that ended: logins, keys, passwords, settings"),
        source=ACCOUNTS,
        months=12,
        least=12,
        due=telling_services,
        erase=erase_services,
        order=30,
        rows_of=lambda member: Service.objects.filter(_tells(), subscription__member=member),
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug="subscriptions.ended",
        label=_("Subscriptions that ended: notes, and what was asked for"),
        source=ACCOUNTS,
        months=12,
        least=12,
        due=_ended,
        erase=erase_words,
        order=30,
        rows_of=lambda member: _written(
            Subscription.objects.filter(member=member, state__in=CONTRACTS)
        ),
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug="subscriptions.refused",
        label=_("Subscriptions that were refused: notes, and what was asked for"),
        source=_("GDPR art. 5(1)(e): the association's own delay"),
        months=12,
        due=_never,
        erase=erase_words,
        order=30,
        rows_of=lambda member: _written(
            Subscription.objects.filter(member=member).exclude(state__in=CONTRACTS)
        ),
        since=clocks.departure,
    )
)
