"""Paying on line: to Stripe's page and back, the result told, the stored card; hidden without Stripe's keys."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coin.billing.enums import OnlineState
from coin.billing.models import OnlinePayment, Payment, StoredMeans
from coin.billing.online import beginning, taking
from coin.billing.online.stripe import gateway
from coin.members.enums import RepresentativeRole
from coin.members.models import Member, User
from tests.billing import conftest as billing
from tests.billing.online import conftest as given
from tests.billing.online.conftest import documents_of, issued
from tests.billing.online.fake import FakeStripe
from tests.factories import RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db
association, today = billing.association, billing.today
stripe, owing, begun, kept = given.stripe, given.owing, given.begun, given.kept
PAY, MEANS = "portal:pay", "portal:means"
SignIn = Callable[[Member | User], Client]


@pytest.fixture
def alices(stripe: FakeStripe, owing: Member, sign_in: SignIn) -> Client:
    return sign_in(owing)


def shown(client: Client, attempt: OnlinePayment) -> str:
    return client.get(reverse("portal:online", args=[attempt.pk])).content.decode()


def test_the_member_is_sent_to_stripe_and_nowhere_else(alices: Client, owing: Member) -> None:
    page = alices.get(reverse(PAY))
    text = page.content.decode()
    assert "8,00" in text and "12,00" in text
    assert "stripe.com" not in text and "js.stripe" not in text
    assert f"form-action 'self' {gateway.PAGE}" in page.headers["Content-Security-Policy"]
    answer = alices.post(reverse(PAY), {"documents": documents_of(owing)})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{gateway.PAGE}/")
    assert OnlinePayment.objects.get().amount == Decimal("20.00")


def test_other_pages_let_no_form_out(alices: Client) -> None:
    policy = alices.get(reverse("portal:home")).headers["Content-Security-Policy"]
    assert gateway.PAGE not in policy


def test_one_document_may_be_chosen(alices: Client, owing: Member) -> None:
    alices.post(reverse(PAY), {"documents": documents_of(owing)[1:]})
    assert OnlinePayment.objects.get().amount == Decimal("12.00")


@pytest.mark.parametrize("documents", [[], ["x"], [999_999]])
def test_a_wrong_choice_is_said_at_its_field(alices: Client, documents: list[object]) -> None:
    answer = alices.post(reverse(PAY), {"documents": documents})
    assert answer.status_code == 422
    assert "field-wrong" in answer.content.decode()
    assert not OnlinePayment.objects.exists()


def test_what_is_not_theirs_cannot_be_paid(alices: Client, bob: Member) -> None:
    answer = alices.post(reverse(PAY), {"documents": [issued(bob).pk]})
    assert answer.status_code == 422


def test_coming_back_says_where_it_is_whatever_the_address_says(
    alices: Client, stripe: FakeStripe, begun: OnlinePayment
) -> None:
    assert "pas encore" in shown(alices, begun) or "not made yet" in shown(alices, begun)
    page = alices.get(reverse("portal:online", args=[begun.pk]) + "?state=paid&success=1")
    assert not Payment.objects.exists()
    assert page.status_code == 200
    stripe.pay(begun.session_id)
    for _time in range(2):
        assert "20,00" in shown(alices, begun)
    assert Payment.objects.count() == 1


def test_on_its_way_is_said_and_not_asked_again(
    alices: Client, stripe: FakeStripe, begun: OnlinePayment, owing: Member
) -> None:
    stripe.pay(begun.session_id, kind="sepa_debit")
    shown(alices, begun)
    begun.refresh_from_db()
    assert begun.state == OnlineState.PROCESSING
    page = alices.get(reverse(PAY)).content.decode()
    assert 'type="checkbox"' not in page
    home = alices.get(reverse("portal:home"))
    assert home.context["on_its_way"] == Decimal("20.00")
    answer = alices.post(reverse(PAY), {"documents": documents_of(owing)})
    assert answer.status_code == 422


def test_one_may_go_on_or_give_up(alices: Client, stripe: FakeStripe, begun: OnlinePayment) -> None:
    go, stop = (reverse(f"portal:online-{act}", args=[begun.pk]) for act in ("go", "stop"))
    answer = alices.post(go)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        stripe.objects[begun.session_id]["url"],
    )
    assert alices.post(stop).status_code == 302
    begun.refresh_from_db()
    assert begun.state == OnlineState.EXPIRED
    assert alices.post(go).headers["Location"] == reverse("portal:online", args=[begun.pk])
    assert alices.get(go).status_code == 302


def test_a_stripe_that_does_not_answer_is_said(
    alices: Client, stripe: FakeStripe, begun: OnlinePayment, owing: Member
) -> None:
    stripe.is_down = True
    assert "Stripe" in shown(alices, begun)
    answer = alices.post(reverse("portal:top-up"), {"amount": "10"})
    assert answer.status_code == 422
    assert 'value="10"' in answer.content.decode()


def test_nobody_sees_the_attempt_of_another(
    stripe: FakeStripe, begun: OnlinePayment, bob: Member, sign_in: SignIn
) -> None:
    client = sign_in(bob)
    for name in ("online", "online-go", "online-stop"):
        address = reverse(f"portal:{name}", args=[begun.pk])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in {404, 405}
    begun.refresh_from_db()
    assert begun.state == OnlineState.OPEN


def test_money_in_advance(alices: Client) -> None:
    assert alices.post(reverse("portal:top-up"), {"amount": "30,00"}).status_code == 303
    assert OnlinePayment.objects.get().amount == Decimal("30.00")
    assert alices.post(reverse("portal:top-up"), {"amount": "0,10"}).status_code == 422


def test_a_card_is_given_shown_and_removed(
    alices: Client, stripe: FakeStripe, owing: Member
) -> None:
    assert alices.post(reverse("portal:means-new"), {"kind": "card"}).status_code == 303
    attempt = OnlinePayment.objects.get()
    stripe.give(attempt.session_id)
    assert "4242" in shown(alices, attempt)
    page = alices.get(reverse(MEANS)).content.decode()
    assert "Visa" in page and "4242" in page and "2028" in page
    means = StoredMeans.objects.get()
    assert means.method_id not in page
    assert (
        alices.post(reverse("portal:means-remove", args=[means.pk]), {"count": 1}).status_code
        == 302
    )
    assert not StoredMeans.objects.get().is_on
    assert "4242" not in alices.get(reverse(MEANS)).content.decode()


def test_the_card_of_another_is_not_removed(
    kept: StoredMeans, bob: Member, sign_in: SignIn
) -> None:
    answer = sign_in(bob).post(reverse("portal:means-remove", args=[kept.pk]), {"count": 1})
    assert answer.status_code == 404
    assert StoredMeans.objects.get().is_on


@pytest.mark.parametrize(
    ("role", "status"), [(RepresentativeRole.ACCOUNTS, 200), (RepresentativeRole.TECHNICAL, 403)]
)
def test_who_keeps_the_books_may_pay(
    stripe: FakeStripe, owing: Member, sign_in: SignIn, role: str, status: int
) -> None:
    user = UserFactory.create()
    RepresentativeFactory.create(member=owing, user=user, role=role)
    client = sign_in(user)
    for name in (PAY, MEANS, "portal:top-up", "portal:means-new"):
        assert client.get(reverse(name)).status_code == status


def test_without_keys_nothing_of_it_is_there(owing: Member, sign_in: SignIn) -> None:
    client = sign_in(owing)
    for name in (PAY, MEANS, "portal:top-up", "portal:means-new"):
        assert client.get(reverse(name)).status_code == 404
    for name in ("portal:home", "portal:money"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert reverse(PAY) not in page.content.decode()


def test_with_keys_the_first_page_leads_to_it(alices: Client) -> None:
    for name in ("portal:home", "portal:money"):
        assert reverse(PAY) in alices.get(reverse(name)).content.decode()


def test_the_look_takes_as_many_queries_for_more(
    alices: Client, owing: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(3):
        issued(owing)
    with django_assert_max_num_queries(18):
        alices.get(reverse(PAY))


def test_an_old_attempt_that_is_paid_asks_nothing_of_stripe(
    alices: Client, stripe: FakeStripe, begun: OnlinePayment
) -> None:
    stripe.pay(begun.session_id)
    taking.refresh(begun)
    stripe.asked.clear()
    shown(alices, begun)
    assert stripe.asked == []
    assert timezone.now() - begun.created_at < timedelta(minutes=5)
    with pytest.raises(Exception, match=r"."):
        beginning.page_of(begun)
