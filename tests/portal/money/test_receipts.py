"""A member's receipts: that of dues is made when the member asks for it; no other member's; void ones are marked."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from coin.billing.due.dues import call_dues
from coin.billing.models import Payment, Receipt
from coin.billing.payments.services import record_payment, reverse_payment
from coin.billing.receipts import services as receipts
from coin.core.models import Association
from coin.members.models import DuesPeriod, Member
from tests.factories import DuesPeriodFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[Member], Client]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=True):
        yield


@pytest.fixture
def dues(alice: Member, settings: Settings, tmp_path: Path) -> DuesPeriod:
    """Alice's dues, called and paid."""
    settings.MEDIA_ROOT = tmp_path
    own = Association.current()
    own.name, own.street, own.postal_code, own.city = "Lilas", "3 rue A", "69001", "Lyon"
    own.siren = "732829320"
    own.save()
    period: DuesPeriod = DuesPeriodFactory.create(member=alice)
    call_dues(period, actor=None)
    pay(alice)
    return period


def pay(member: Member) -> Payment:
    return record_payment(
        member, amount=Decimal(15), received_on=date(2026, 10, 1), means="cash", actor=None
    )


def ask(period: DuesPeriod) -> str:
    return reverse("portal:dues-receipt", args=[period.pk])


def test_my_dues_receipt_is_made_when_i_ask_for_it(
    dues: DuesPeriod, alice: Member, sign_in: SignIn
) -> None:
    client = sign_in(alice)
    assert ask(dues) in client.get(reverse("portal:membership")).content.decode()
    answer = client.post(ask(dues))
    receipt = Receipt.objects.get()
    assert answer.headers["Location"] == reverse("portal:receipt-pdf", args=[receipt.number])
    pdf = client.get(answer.headers["Location"])
    assert b"".join(pdf).startswith(b"%PDF")
    assert "no-store" in pdf["Cache-Control"]
    client.post(ask(dues))
    assert Receipt.objects.count() == 1
    assert receipt.number in client.get(reverse("portal:receipts")).content.decode()


def test_dues_that_are_not_paid_offer_none(alice: Member, sign_in: SignIn) -> None:
    period: DuesPeriod = DuesPeriodFactory.create(member=alice)
    client = sign_in(alice)
    assert ask(period) not in client.get(reverse("portal:membership")).content.decode()
    assert client.post(ask(period)).status_code == 404
    assert not Receipt.objects.exists()


def test_another_member_has_none_of_it(
    dues: DuesPeriod, alice: Member, bob: Member, sign_in: SignIn
) -> None:
    call = receipts.call_of(dues)
    assert call
    receipt = receipts.issue_dues_receipt(call, actor=None)
    client = sign_in(bob)
    assert client.get(reverse("portal:receipt-pdf", args=[receipt.number])).status_code == 404
    assert client.post(ask(dues)).status_code == 404
    assert receipt.number not in client.get(reverse("portal:receipts")).content.decode()


def test_a_void_receipt_says_why_and_is_no_longer_given(
    dues: DuesPeriod, alice: Member, sign_in: SignIn
) -> None:
    call = receipts.call_of(dues)
    assert call
    receipt = receipts.issue_dues_receipt(call, actor=None)
    payment = Payment.objects.get()
    reverse_payment(payment, actor=None, reason="Chèque sans provision")
    client = sign_in(alice)
    page = client.get(reverse("portal:receipts")).content.decode()
    link = reverse("portal:receipt-pdf", args=[receipt.number])
    assert "Chèque sans provision" in page and link not in page
    assert client.get(link).status_code == 404
