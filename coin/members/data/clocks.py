"""The two clocks of members' data, as expressions over rows: a plain member's data and a subscriber's age differently.

A plain member never had a contract: no text of law asks to keep their identity, so the association's own delay after
the departure decides. A subscriber's identity stays five years after the last contract (CPCE R.10-13 I), their logins
and passwords one year (II), even when they left long before. A subscriber is a member who has or had a contract.
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet

from coin.core.retention import Clock, get
from coin.members.models import Member, OrganisationAccount, Representative, Seat, User
from coin.members.sign_in.retired_logins import MARK
from coin.members.ties import contracts

PLAIN, SUBSCRIBER = "members.identity", "subscriptions.identity"
PLAIN_ACCOUNTS, SUBSCRIBER_ACCOUNTS = "members.accounts", "subscriptions.accounts"
NO_ADDRESS = "@erased.invalid"  # RFC 2606: nobody is ever reached there


def gone(day: date, path: str = "") -> Q:
    """Members who left, or were excluded, on that day or before. `path` leads to Member from other rows: "member__"."""
    return Q(**{f"{path}left_on__lte": day}) | Q(**{f"{path}excluded_on__lte": day})


def plain_identity(clock: Clock) -> "QuerySet[Member]":
    """Members not erased yet who never had a contract, and left by the limit of `clock` (its day `before`)."""
    gone_members = Member.objects.filter(gone(clock.before), erased_at=None)
    return gone_members.filter(~contracts().ever("pk"))


def subscriber_identity(clock: Clock) -> "QuerySet[Member]":
    """Members not erased yet whose last contract ended by the limit of `clock`, and who left by that of plain members
    (those who never had a contract)."""
    gone_members = Member.objects.filter(gone(clock.of(PLAIN).before), erased_at=None)
    return gone_members.filter(contracts().ever("pk"), ~contracts().after(clock.before, "pk"))


def erased_or_due(clock: Clock, path: str = "") -> Q:
    """An expression: members of whose row nothing personal is left, or will be left at the end of this day's run.

    `path` leads to Member from other rows. The run of a day is counted with its clocks, not read from what the rules
    before have done, so that a preview tells the same as the run.
    """
    key = "member_id" if path else "pk"
    over = ~contracts().after(clock.of(SUBSCRIBER).before, key)
    return Q(**{f"{path}erased_at__isnull": False}) | gone(clock.of(PLAIN).before, path) & over


def erased_numbers(clock: Clock) -> "QuerySet[Member, int]":
    """The numbers of members who are erased, or are due today, with the numbers that were merged into theirs."""
    erased = Member.objects.filter(erased_or_due(clock)).values("pk")
    rows = Member.objects.filter(Q(pk__in=erased) | Q(merged_into__in=erased))
    return rows.order_by().values_list("number", flat=True)


def plain_accounts(clock: Clock) -> "QuerySet[User]":
    """Accounts not closed yet that opened nothing (no seat, no member) since the limit of `clock`, and never did for a
    subscriber (a member who has or had a contract)."""
    return _closed(clock).filter(~_acted_for(contracts().ever("member_id")))


def subscriber_accounts(clock: Clock) -> "QuerySet[User]":
    """Accounts not closed yet that opened nothing (no seat, no member) since the limit of `clock`, of people who act or
    acted for a subscriber (a member who has or had a contract).

    The time counts from the end of the contract as well.
    """
    return _closed(clock).filter(_acted_for(contracts().ever("member_id")))


def nameless_accounts(clock: Clock) -> "QuerySet[User]":
    """Accounts closed, or due to be today, that still have a name, of people who acted for none but erased members.

    Members who are due to be erased today count as erased.
    """
    named = User.objects.exclude(email__endswith=NO_ADDRESS)
    plain = plain_accounts(clock.of(PLAIN_ACCOUNTS)).values("pk")
    subscribers = subscriber_accounts(clock.of(SUBSCRIBER_ACCOUNTS)).values("pk")
    closed = Q(login__startswith=MARK) | Q(pk__in=plain) | Q(pk__in=subscribers)
    return named.filter(closed, ~_acted_for(~erased_or_due(clock, "member__")))


def organisation_accounts(clock: Clock) -> "QuerySet[OrganisationAccount]":
    """Accounts of an organisation's people that were removed long enough ago, or whose organisation left and has had no
    contract for long enough; those that were erased before are left out."""
    left = gone(clock.before, "member__") & ~contracts().after(clock.before, "member_id")
    ended = Q(removed_at__lt=clock.instant) | left
    return OrganisationAccount.objects.filter(ended).exclude(login__startswith=MARK)


def _closed(clock: Clock) -> "QuerySet[User]":
    """Accounts that are not closed yet, of people who have held no seat and acted for nobody for long enough.

    No account outlives its member: where an identity is kept for less time, so is the account.
    """
    left = gone(max(clock.before, clock.of(PLAIN).before), "member__")
    runs = contracts().after(max(clock.before, clock.of(SUBSCRIBER).before), "member_id")
    still = Q(ends_on=None) | Q(ends_on__gt=clock.before)
    acting = _representing().filter(still, ~left | runs)
    seats = Seat.objects.filter(user=OuterRef("pk"), ends_on__gt=clock.before)
    users = User.objects.exclude(login__startswith=MARK).filter(created_at__lt=clock.instant)
    return users.filter(~Exists(acting), ~Exists(seats))


def _representing() -> "QuerySet[Representative]":
    return Representative.objects.filter(user=OuterRef("pk"))


def _acted_for(members: Q) -> Exists:
    """Users who act, or acted, for these members. `members` is an expression over Representative."""
    return Exists(_representing().filter(members))


def departure(member: Member, today: date) -> date:
    """The day on which a member left, or `today` for a member who would leave now."""
    return member.left_on or member.excluded_on or today


def contract_or_departure(member: Member, today: date) -> date | None:
    """The end of the last contract (None while a contract runs); without any contract, the departure."""
    if contracts().run(member):
        return None
    return contracts().last_end(member) or departure(member, today)


def identity_until(member: Member, today: date) -> date | None:
    """The day until which the law keeps the identity of a member who asks now; None while a contract runs.

    `today` for a member who never had a contract: no law keeps it.
    """
    if contracts().run(member):
        return None
    ended = contracts().last_end(member)
    if ended is None:
        return today
    return max(today, ended + relativedelta(months=get(SUBSCRIBER).least))
