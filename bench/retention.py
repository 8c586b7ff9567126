"""The retention job over 10,000 members of whom 3,000 left years ago, on both databases.

Value: the job as it runs every night: every rule looks for the rows that are due, erases them in batches, each in a
transaction of its own, and records the erasure in the journal. Floor: bare SQL that deletes and empties the same rows,
one statement for each table, in one transaction. Both are rolled back, so that each round finds the same rows. Then
the job runs once and is committed, against the 30 seconds it may take, and once more, which must find nothing.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bench import DATABASES, Result, compare, on_database
from bench.lists import make_dues, make_journal, make_members

GOAL_OVER_SQL = 20.0
MOST_SECONDS = 30.0
GONE = 3000
ROWS_OF_JOURNAL = 5
LEFT = date(2010, 6, 1)
NOON = datetime(2010, 6, 1, 12, tzinfo=UTC)


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """The pass against its floor, then against its limit, then what a second pass still erases."""
    from django.utils import timezone

    from coin.core import retention_job

    fill()
    today = timezone.localdate()
    name = f"retention, {GONE} of 10000 gone, {kind}"
    yield compare(
        f"{name}, over SQL",
        undone(lambda: retention_job.run(today)),
        undone(bare_sql),
        goal=GOAL_OVER_SQL,
        rounds=3,
        warm_up=1,
        unit="s",
    )
    start = time.perf_counter()
    erased = sum(retention_job.run(today).values())
    yield Result(f"{name}, one pass", time.perf_counter() - start, MOST_SECONDS, "s", 1.0)
    again = sum(retention_job.run(today).values())
    yield Result(f"{name}, second pass", again, erased, "rows", 0.0)


def undone(act: Callable[[], object]) -> Callable[[], None]:
    """A function that runs `act` in a transaction and rolls the transaction back."""
    from django.db import transaction

    def do() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return do


def bare_sql() -> None:
    """Do to these rows what the job does, by one statement for each table."""
    from django.db import connection

    from coin.core import guards

    members = "(SELECT id FROM members_member WHERE left_on < '2011-01-01')"
    services = (
        "(SELECT s.id FROM subscriptions_service s JOIN subscriptions_subscription c"
        f" ON c.id = s.subscription_id WHERE c.member_id IN {members})"
    )
    users = f"(SELECT user_id FROM members_representative WHERE member_id IN {members})"
    documents = f"(SELECT id FROM billing_document WHERE member_id IN {members})"
    statements = [
        f"DELETE FROM network_assignment WHERE service_id IN {services}",
        f"UPDATE subscriptions_service SET login = '~' || id, parameters = '{{}}' WHERE id IN {services}",
        f"UPDATE members_user SET login = '~' || id, password = '!', name = '',"
        f" email = id || '@erased.invalid' WHERE id IN {users}",
        f"DELETE FROM members_representative WHERE member_id IN {members}",
        f"DELETE FROM members_contact WHERE member_id IN {members}",
        f"DELETE FROM billing_allocation WHERE document_id IN {documents}",
        f"DELETE FROM billing_line WHERE document_id IN {documents}",
        f"DELETE FROM billing_document WHERE member_id IN {members}",
        f"DELETE FROM billing_payment WHERE member_id IN {members}",
        "DELETE FROM core_mail WHERE created_at < '2020-01-01'",
        "UPDATE core_auditentry SET subject_label = '', changes = '{}', note = '' WHERE member_number IN"
        f" (SELECT number FROM members_member WHERE id IN {members})",
        "UPDATE members_member SET first_name = '', last_name = '', email = '', city = '', search_text = ''"
        " WHERE left_on < '2011-01-01'",
    ]
    # The triggers of the guards refuse these statements otherwise.
    with guards.retention(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fill() -> None:
    """10,000 members with dues, journal, mails, accounts, contracts and documents; the first 3,000 left in 2010."""
    from django.db import connection

    from coin.core.models import Association
    from coin.members.models import Member

    Association.current()
    members = make_members()
    Member.objects.filter(number__lte=GONE).update(left_on=LEFT)
    make_dues(members)
    for _round in range(ROWS_OF_JOURNAL):
        make_journal(members)
    make_mails(members)
    make_accounts(members)
    make_contracts(members)
    make_money(members)
    if connection.vendor == "postgresql":  # its autovacuum does so in production
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def make_mails(members: list[Any]) -> None:
    from coin.core.models import Mail

    Mail.objects.bulk_create(
        Mail(
            kind="bench",
            to=member.email,
            subject="Bonjour",
            body="x" * 500,
            member_number=member.number,
            state="sent",
            **({"created_at": NOON} if member.number <= GONE else {}),
        )
        for member in members
    )


def make_accounts(members: list[Any]) -> None:
    from coin.members.models import Contact, Representative, User

    users = User.objects.bulk_create(
        User(
            login=f"u{member.number}",
            email=member.email,
            name=member.name,
            password="x",
            created_at=NOON - timedelta(days=900),
        )
        for member in members
    )
    Representative.objects.bulk_create(
        Representative(member=member, user=user, starts_on=date(2009, 1, 1))
        for member, user in zip(members, users, strict=True)
    )
    Contact.objects.bulk_create(
        Contact(member=member, kind="email", value=f"autre-{member.email}") for member in members
    )


def make_contracts(members: list[Any]) -> None:
    """Two members in three are, or were, subscribers, with a service and an address."""
    from coin.network.models import Assignment
    from coin.network.pools.services import create_pool
    from coin.subscriptions.models import Offer, Service, Subscription

    offer = Offer.objects.create(slug="bench", name="VPN", technology="vpn", monthly_price=8)
    ended = {"state": "ended", "ended_on": LEFT}
    subscriptions = Subscription.objects.bulk_create(
        Subscription(
            member=member,
            offer=offer,
            monthly_price=8,
            active_on=date(2009, 1, 1),
            **(ended if member.number <= GONE else {"state": "active"}),
        )
        for member in members
        if member.number % 3
    )
    services = Service.objects.bulk_create(
        Service(
            subscription=subscription,
            service_type="manual",
            label="VPN",
            login=f"vpn{subscription.pk}",
            parameters={"public_key": "x" * 44},
            active_on=date(2009, 1, 1),
            **(
                {"state": "ended", "ended_on": LEFT}
                if subscription.ended_on
                else {"state": "active"}
            ),
        )
        for subscription in subscriptions
    )
    pool = create_pool(actor=None, name="bench", prefix="10.0.0.0/16", slot_length=32, use="vpn")
    Assignment.objects.bulk_create(
        Assignment(
            pool=pool,
            slot=number,
            service=service,
            assigned_at=NOON - timedelta(days=400),
            released_at=NOON if service.ended_on else None,
        )
        for number, service in enumerate(services, start=2)
    )


def make_money(members: list[Any]) -> None:
    """One paid document for each member: on their last day if they left, today otherwise."""
    from django.utils import timezone

    from coin.billing.models import Allocation, Document, Payment

    def day(member: Any) -> date:
        return LEFT if member.number <= GONE else timezone.localdate()

    documents = Document.objects.bulk_create(
        Document(
            kind="invoice",
            state="issued",
            member=member,
            number=f"F{day(member).year}-{member.number:05d}",
            series=f"F{day(member).year}",
            series_number=member.number,
            issued_on=day(member),
            period_start=day(member),
            period_end=day(member) + timedelta(days=30),
            total=Decimal("8.00"),
            recipient={"last_name": member.last_name},
        )
        for member in members
    )
    payments = Payment.objects.bulk_create(
        Payment(
            member_id=document.member_id,
            amount=document.total,
            received_on=document.issued_on or LEFT,
            means="transfer",
            reference="loyer",
        )
        for document in documents
    )
    Allocation.objects.bulk_create(
        Allocation(payment=payment, document=document, amount=document.total)
        for payment, document in zip(payments, documents, strict=True)
    )
