"""The office's lists with 10,000 members, on both databases.

Value: the whole page through the test client: middleware, the session, the person's rights, the queries, the
template. Two floors, a figure for each. The first is the page's own SQL, recorded once and run again unchanged on
`connection.cursor()`, rows fetched: the figure tells what Django and fifty rows cost beside the database (SQLite
answers in a millisecond or two, so the ratio is large and the goal is a ceiling). The second is that SQL and the frame
of any such page, which is a list of the office without a row (its menu, its session, its rights): the figure tells
what the rows of this list cost.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bench import DATABASES, Result, compare, on_database

if TYPE_CHECKING:
    from django.test import Client

GOAL_OVER_SQL = 60.0
GOAL_OVER_EMPTY_LIST = 3.0
MEMBERS = 10_000
ROUNDS = 21
EMPTY = "/bureau/deploiements/"
PAGES = {
    "members": "/bureau/membres/",
    "members, late": "/bureau/membres/?standing=late",
    "members, searched": "/bureau/membres/?q=nom7",
    "members by debt": "/bureau/membres/?sort=-balance",
    "subscriptions": "/bureau/abonnements/",
    "documents": "/bureau/documents/",
    "documents to pay": "/bureau/documents/?payment_status=to_pay",
    "journal": "/bureau/journal/",
}


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """Two figures for each page."""
    fill()
    client = signed_in()
    for name, url in PAGES.items():
        yield from figures(client, f"list of {name}, {kind}", url)


def figures(client: "Client", name: str, url: str) -> Iterator[Result]:
    sql = sql_of(client, url)

    def sql_and_frame() -> None:
        sql()
        page(client, EMPTY)

    floors = [
        ("its SQL", sql, GOAL_OVER_SQL),
        ("its SQL and an empty list", sql_and_frame, GOAL_OVER_EMPTY_LIST),
    ]
    for words, floor, goal in floors:
        yield compare(
            f"{name}, over {words}",
            lambda: page(client, url),
            floor,
            goal=goal,
            rounds=ROUNDS,
            warm_up=6,
        )


def page(client: "Client", url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answers {response.status_code}")


def sql_of(client: "Client", url: str) -> Callable[[], None]:
    """A function that runs the page's queries again, without the page."""
    from django.db import connection

    recorded: list[tuple[str, Any]] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # The wrapper must still run the query: the page needs its rows to go on.
        recorded.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        page(client, url)

    def again() -> None:
        with connection.cursor() as cursor:
            for sql, params in recorded:
                cursor.execute(sql, params)
                cursor.fetchall()

    return again


def signed_in() -> "Client":
    """The test client of a volunteer who has every capability and has given a second factor."""
    from django.conf import settings
    from django.test import Client

    from coin.core.capabilities import known
    from coin.members.models import Seat, User, WorkingGroup
    from coin.members.sign_in import second_factor

    settings.ALLOWED_HOSTS = ["testserver"]
    # WhiteNoise serves static files, which no page of this bench asks for.
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "whitenoise" not in path]
    user = User.objects.create(login="bench", email="bench@example.org", name="Bench")
    group = WorkingGroup.objects.create(slug="bench", name="Bench", capabilities=list(known()))
    day = date(2020, 1, 1)
    Seat.objects.create(group=group, user=user, starts_on=day, ends_on=date(2100, 1, 1))
    client = Client()
    client.force_login(user)
    session = client.session
    second_factor.remember(session, user)
    session.save()
    return client


def fill() -> None:
    """10,000 members with dues, a document and a journal row; two in three subscribe, and two in three have paid."""
    from django.db import connection

    from coin.core.models import Association

    Association.current()
    members = make_members()
    make_dues(members)
    make_subscriptions(members)
    make_documents(members)
    make_journal(members)
    # PostgreSQL's autovacuum does so in production; nothing does on SQLite.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def make_members() -> list[Any]:
    from coin.core.folding import normalise
    from coin.members.models import Member

    members = [
        Member(
            number=number,
            first_name=f"Prénom{number % 300}",
            last_name=f"Nom{number}",
            email=f"membre{number}@example.org",
            city=f"Ville{number % 90}",
        )
        for number in range(1, MEMBERS + 1)
    ]
    for member in members:
        member.search_text = f"{member.number} {normalise(member.name)} {member.email}"
    return Member.objects.bulk_create(members)


def make_dues(members: list[Any]) -> None:
    from django.utils import timezone

    from coin.members.models import DuesPeriod, DuesPlan

    plan = DuesPlan.objects.create(name="Bench", minimum=1, advised=15)
    today = timezone.localdate()
    DuesPeriod.objects.bulk_create(
        DuesPeriod(
            member=member,
            plan=plan,
            starts_on=start,
            ends_on=start + timedelta(days=365),
            amount=15,
            paid_on=start,
        )
        for member in members
        for start in (today - timedelta(days=(member.number * 7) % 600),)
    )


def make_subscriptions(members: list[Any]) -> None:
    from coin.subscriptions.models import Offer, Service, Subscription

    offer = Offer.objects.create(slug="bench", name="VPN", technology="vpn", monthly_price=8)
    subscriptions = Subscription.objects.bulk_create(
        Subscription(
            member=member, offer=offer, state="active", monthly_price=8, active_on=date(2025, 1, 1)
        )
        for member in members
        if member.number % 3
    )
    Service.objects.bulk_create(
        Service(
            subscription=subscription,
            service_type="manual",
            label="VPN",
            state="active",
            login=f"vpn{subscription.pk}",
        )
        for subscription in subscriptions
    )


def make_documents(members: list[Any]) -> None:
    from django.utils import timezone

    from coin.billing.models import Allocation, Document, Payment

    today = timezone.localdate()
    documents = Document.objects.bulk_create(
        Document(
            kind="invoice",
            state="issued",
            member=member,
            number=f"F2026-{member.number:05d}",
            series="F2026",
            series_number=member.number,
            issued_on=today,
            due_on=today + timedelta(days=30),
            period_start=today.replace(day=1),
            period_end=today,
            total=Decimal("8.00"),
        )
        for member in members
    )
    paid = [document for document in documents if document.pk % 3]
    payments = Payment.objects.bulk_create(
        Payment(
            member_id=document.member_id, amount=document.total, received_on=today, means="transfer"
        )
        for document in paid
    )
    Allocation.objects.bulk_create(
        Allocation(payment=payment, document=document, amount=document.total)
        for payment, document in zip(payments, paid, strict=True)
    )


def make_journal(members: list[Any]) -> None:
    from django.db import transaction

    from coin.core import audit
    from coin.members import actions

    traces = [
        audit.Trace(member, {"city": ("Lyon", member.city)}, member.number) for member in members
    ]
    with transaction.atomic():
        audit.record_all(actions.MEMBER_CHANGED, traces, actor=None)
