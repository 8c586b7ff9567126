"""The home of the portal: the sum I owe, my services and their states, the news of my record."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coin.billing.enums import DocumentKind, DocumentState, PaymentMeans
from coin.billing.models import Document
from coin.billing.payments.services import record_payment
from coin.core.models import Association
from coin.members.models import Member, User
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import refuse
from coin.subscriptions.models import Offer
from tests.factories import DocumentFactory
from tests.portal.conftest import Hold, wireguard_key

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(autouse=True)
def described(db: None) -> Association:
    association = Association.current()
    association.name = "Réseau des Monts"
    association.iban, association.bic = "FR7630006000011234567890189", "AGRIFRPP"
    association.save()
    return association


def issued(member: Member, total: str, kind: str = DocumentKind.INVOICE) -> Document:
    today = timezone.localdate()
    count = Document.objects.count() + 1
    document: Document = DocumentFactory.create(
        member=member,
        kind=kind,
        state=DocumentState.ISSUED,
        number=f"F2026-{count:05d}",
        series="F2026",
        series_number=count,
        issued_on=today,
        due_on=today,
        total=Decimal(total),
    )
    return document


def pay(member: Member, amount: str) -> None:
    means = PaymentMeans.TRANSFER
    today = timezone.localdate()
    record_payment(member, amount=Decimal(amount), received_on=today, means=means, actor=None)


def test_what_is_owed_is_said_with_how_to_pay_it(sign_in: SignIn, alice: Member) -> None:
    issued(alice, "24.00")
    page = sign_in(alice).get("/espace/").content.decode()
    assert "You owe <strong>24.00" in page
    assert "FR76 3000 6000 0112 3456 7890 189" in page and alice.reference in page
    assert '<svg viewBox="0 0' in page and "style=" not in page


def test_nothing_owed_asks_for_nothing(sign_in: SignIn, alice: Member) -> None:
    page = sign_in(alice).get("/espace/").content.decode()
    assert "You owe nothing." in page and "FR76" not in page


def test_what_was_paid_too_much_is_kept_for_later(sign_in: SignIn, alice: Member) -> None:
    issued(alice, "8.00")
    pay(alice, "10.00")
    page = sign_in(alice).get("/espace/").content.decode()
    assert "You are <strong>2.00" in page and "FR76" not in page


def test_without_an_account_one_is_told_whom_to_ask(
    sign_in: SignIn, alice: Member, described: Association
) -> None:
    described.iban, described.email = "", "contact@example.org"
    described.save()
    issued(alice, "24.00")
    assert "To pay, write to" in sign_in(alice).get("/espace/").content.decode()


def test_what_i_asked_for_and_what_i_have(
    sign_in: SignIn, alice: Member, hold_vpn: Hold, vpn: Offer
) -> None:
    hold_vpn(alice)
    chosen = {vpn.items.get().pk: {"public_key": wireguard_key(50)}}
    subscribe(alice, vpn, actor=None, parameters=chosen)
    page = sign_in(alice).get("/espace/").content.decode()
    assert "Works" in page and "198.51.100." in page
    assert "a volunteer looks at it" in page


def test_the_time_line_names_groups_and_not_volunteers(
    sign_in: SignIn, alice: Member, bob: Member, vpn: Offer, volunteer: Callable[..., User]
) -> None:
    who = volunteer("subscriptions.edit")
    chosen = {vpn.items.get().pk: {"public_key": wireguard_key(1)}}
    asked = subscribe(alice, vpn, actor=alice.representatives.get().user, parameters=chosen)
    refuse(asked, actor=who, reason="Not before January")
    client = sign_in(alice)
    page = client.get("/espace/").content.decode()
    assert "Subscription refused" in page and "Not before January" in page
    assert who.capacity in page and who.name not in page
    assert "· you" in page
    assert "Subscription refused" not in sign_in(bob).get("/espace/").content.decode()


def test_drafts_are_the_volunteers_own(sign_in: SignIn, alice: Member) -> None:
    DocumentFactory.create(member=alice, total=Decimal("99.00"))
    page = sign_in(alice).get("/espace/").content.decode()
    assert "99.00" not in page


def test_the_home_costs_the_same_with_one_service_and_with_three(
    sign_in: SignIn, alice: Member, hold_vpn: Hold, django_assert_num_queries: Any
) -> None:
    client = sign_in(alice)
    for more in (1, 2):
        for _ in range(more):
            hold_vpn(alice)
            issued(alice, "8.00")
        with django_assert_num_queries(16):
            client.get("/espace/")
