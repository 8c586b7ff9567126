"""Alice (n° 42) owes 8 € and 12 €, and the association takes payments through a Stripe of our own."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from coin.billing.documents.issuing import issue
from coin.billing.models import Document, OnlineEvent, OnlinePayment, StoredMeans
from coin.billing.online import beginning, events, taking
from coin.billing.online.stripe import gateway
from coin.core.models import Association
from coin.members.models import Member
from tests.billing.online.fake import KEY, SECRET, FakeStripe, Server
from tests.factories import DocumentFactory

Tell = Callable[[str, str], OnlineEvent]


@pytest.fixture
def stripe(settings: Settings) -> Iterator[FakeStripe]:
    fake = FakeStripe()
    server = Server(fake)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.COIN_STRIPE = {"secret_key": KEY, "webhook_secret": SECRET, "api": server.address}
    yield fake
    # The library keeps a connection open, which Python would warn of, and warnings are errors.
    client = gateway._client(KEY, server.address)
    client._requestor._client.close()
    gateway._client.cache_clear()
    server.shutdown()
    server.server_close()
    thread.join()


def issued(member: Member, total: str = "8.00") -> Document:
    return issue(DocumentFactory.create(member=member, total=Decimal(total)), actor=None)


@pytest.fixture
def owing(association: Association, alice: Member) -> Member:
    Member.objects.filter(pk=alice.pk).update(number=42)
    alice.refresh_from_db()
    issued(alice)
    issued(alice, "12.00")
    return alice


def documents_of(member: Member) -> list[int]:
    return list(Document.objects.filter(member=member).order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def begun(stripe: FakeStripe, owing: Member) -> OnlinePayment:
    """Alice is on Stripe's page, for both documents."""
    attempt, _url = beginning.pay_documents(owing, documents=documents_of(owing), actor=None)
    return attempt


@pytest.fixture
def paid(stripe: FakeStripe, begun: OnlinePayment) -> OnlinePayment:
    stripe.pay(begun.session_id)
    return taking.refresh(begun)


@pytest.fixture
def kept(stripe: FakeStripe, owing: Member) -> StoredMeans:
    """Alice gave a card to keep."""
    return keep(stripe, owing)


def keep(stripe: FakeStripe, member: Member, kind: str = "card") -> StoredMeans:
    attempt, _url = beginning.store_means(member, kind=kind, actor=None)
    stripe.give(attempt.session_id)
    means = taking.refresh(attempt).means
    assert means is not None
    return means


@pytest.fixture
def tell(stripe: FakeStripe, client: Client) -> Tell:
    """`tell("payout.paid", id)`: the webhook is delivered, and the job that follows is done."""

    def deliver(type: str, pk: str) -> OnlineEvent:
        body = stripe.event(type, pk)
        assert post(client, stripe, body) == 200
        event = OnlineEvent.objects.latest("pk")
        events.handle(event)
        event.refresh_from_db()
        return event

    return deliver


def post(client: Client, stripe: FakeStripe, body: bytes, signature: str | None = None) -> int:
    response = client.post(
        reverse("stripe-events"),
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature or stripe.signature(body)},
    )
    return response.status_code
