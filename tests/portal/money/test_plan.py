"""A member asks for a payment plan, and sees its instalments."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from coin.billing.documents.issuing import issue
from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship.instalments import equal_instalments
from coin.billing.models import Document, PlanRequest
from coin.core.models import Association
from coin.members.models import Member
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> Iterator[None]:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=True):
        yield


@pytest.fixture
def invoice(alice: Member) -> Document:
    Association.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Lilas",
            "street": "3 rue des Lilas",
            "postal_code": "69001",
            "city": "Lyon",
            "siren": "732829320",
            "iban": "FR7630006000011234567890189",
        },
    )
    draft = DocumentFactory.create(member=alice, total=Decimal("50.00"))
    return issue(draft, actor=None, on=date(2026, 9, 1))


def test_a_member_asks_once_in_a_few_words(
    alice: Member, invoice: Document, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(alice)
    assert reverse("portal:plan") in client.get(reverse("portal:home")).content.decode()
    assert "Ask for a plan" in client.get(reverse("portal:plan")).content.decode()
    ask = reverse("portal:plan-ask")
    assert client.post(ask, {"words": "   "}).status_code == 422
    assert client.post(ask, {"words": "10 € a month"}).status_code == 302
    answer = client.post(ask, {"words": "Again"})
    assert answer.status_code == 422 and "Again" in answer.content.decode()
    assert PlanRequest.objects.get().words == "10 € a month"
    page = client.get(reverse("portal:plan")).content.decode()
    assert "10 € a month" in page and "Ask for a plan" not in page


def test_the_plan_its_next_instalment_and_how_to_pay_it(
    alice: Member, bob: Member, invoice: Document, sign_in: Callable[[Member], Client]
) -> None:
    payment_plans.agree_plan(
        alice,
        documents=[invoice.pk],
        dated=equal_instalments(Decimal("50.00"), 5, date(2026, 12, 5)),
        note="Between us",
        actor=None,
    )
    client = sign_in(alice)
    page = client.get(reverse("portal:plan")).content.decode().replace("\xa0", " ")
    assert "The next instalment is <strong>10.00 €</strong>, to be paid by 5 December 2026" in page
    assert alice.reference in page and "Between us" not in page
    home = client.get(reverse("portal:home")).content.decode().replace("\xa0", " ")
    assert "By your payment plan, 10.00 € is to be paid by 5 December 2026." in home
    assert "<dd>10.00 €</dd>" in home  # the QR code asks for the instalment, not for the whole
    assert "that day is over" not in home and "by instalments" in home
    with time_machine.travel("2026-12-06T12:00:00+01:00"):
        page = client.get(reverse("portal:plan")).content.decode().replace("\xa0", " ")
    assert "<strong>10.00 €</strong> was to be paid already" in page
    assert "10.00" not in sign_in(bob).get(reverse("portal:plan")).content.decode()
