"""My membership: my standing, the dues asked, renewing at my own price, reminders, the reduced rate, leaving."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.billing.balance import queries
from coin.billing.documents.issuing import issue
from coin.billing.models import Document
from coin.billing.payments.services import record_payment
from coin.core.models import Association, AuditEntry
from coin.members.dues.reduced_rates import decline_reduced_rate
from coin.members.models import DuesPeriod, Member, ReducedRate, User
from tests.factories import (
    DocumentFactory,
    DuesPeriodFactory,
    DuesPlanFactory,
    RepresentativeFactory,
    SubscriptionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
URL, RENEW, RESIGN = "/espace/adhesion/", "/espace/adhesion/renouveler/", "/espace/adhesion/partir/"


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(autouse=True)
def described(association: Association) -> Association:
    association.name, association.street = "Réseau des Monts", "3 rue des Lilas"
    association.postal_code, association.city, association.siren = "69001", "Lyon", "732829320"
    association.iban, association.bic = "FR7630006000011234567890189", "AGRIFRPP"
    association.save()
    return association


@pytest.fixture
def paid(alice: Member) -> DuesPeriod:
    """Alice's paid dues of a year that ends in ten days."""
    ends_on = timezone.localdate() + timedelta(days=10)
    start = ends_on - timedelta(days=365)
    period: DuesPeriod = DuesPeriodFactory.create(
        member=alice, starts_on=start, ends_on=ends_on, paid_on=start
    )
    return period


def words(page: Any) -> str:
    return str(page.content.decode()).replace("\xa0", " ")


def test_where_i_stand_and_what_comes_next(
    sign_in: SignIn, alice: Member, paid: DuesPeriod
) -> None:
    page = words(sign_in(alice).get(URL))
    assert "You are a member in good standing until" in page
    assert "A free price from 1.00 €; 15.00 € is advised." in page and "Renew now" in page
    assert "FR76" not in page


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [(40, "Your dues were paid until"), (400, "Your membership has lapsed")],
)
def test_what_is_late_or_lapsed_is_said(
    sign_in: SignIn, alice: Member, days_ago: int, said: str
) -> None:
    ends_on = timezone.localdate() - timedelta(days=days_ago)
    start = ends_on - timedelta(days=365)
    DuesPeriodFactory.create(member=alice, starts_on=start, ends_on=ends_on, paid_on=start)
    assert said in words(sign_in(alice).get(URL))


def test_a_newcomer_reads_that_the_first_dues_make_them_a_member(
    sign_in: SignIn, alice: Member
) -> None:
    page = words(sign_in(alice).get(URL))
    assert "Your membership begins with your first dues." in page
    assert "No dues plan can be chosen" in page


def test_i_renew_at_my_price_and_see_at_once_how_to_pay(
    sign_in: SignIn, alice: Member, paid: DuesPeriod
) -> None:
    client = sign_in(alice)
    assert "15.00" in words(client.get(RENEW))
    done = client.post(RENEW, {"amount": "9", "gift": "2.5", "at_each_renewal": "on"}, follow=True)
    page = words(done)
    assert "Your call for dues is C" in page and "11.50 €" in page
    assert "FR76 3000 6000 0112 3456 7890 189" in page and alice.reference in page
    assert queries.balance(alice) == Decimal("11.50")
    alice.refresh_from_db()
    assert alice.gift_each_renewal == Decimal("2.50")
    assert AuditEntry.objects.filter(action="members.dues_opened").get().actor is not None
    # The same form in a second tab renews nothing more.
    assert client.post(RENEW, {"amount": "9"})["Location"] == URL
    assert client.get(RENEW)["Location"] == URL
    assert alice.dues.count() == 2 and Document.objects.count() == 1


def test_paying_what_is_shown_settles_the_dues(
    sign_in: SignIn, alice: Member, paid: DuesPeriod
) -> None:
    client = sign_in(alice)
    client.post(RENEW, {"amount": "9"})
    record_payment(
        alice,
        amount=Decimal(9),
        received_on=timezone.localdate(),
        means="transfer",
        actor=None,
    )
    page = words(client.get(URL))
    assert "FR76" not in page and "What is asked" not in page
    assert not alice.dues.filter(paid_on=None).exists()


def test_other_debts_are_told_since_payments_settle_them_first(
    sign_in: SignIn, alice: Member, paid: DuesPeriod
) -> None:
    issue(DocumentFactory.create(member=alice, total=Decimal(8)), actor=None)
    client = sign_in(alice)
    client.post(RENEW, {"amount": "9"})
    assert "You also owe 8.00 € for other documents" in words(client.get(URL))
    assert "17.00 € settles everything" in words(client.get(URL))


def test_a_renewal_waits_for_its_document_where_none_can_be_issued(
    sign_in: SignIn, alice: Member, paid: DuesPeriod, described: Association
) -> None:
    described.siren = described.rna = ""
    described.save()
    page = words(sign_in(alice).post(RENEW, {"amount": "9"}, follow=True))
    assert "the document follows" in page and "9.00 €" in page and "FR76" in page


@pytest.mark.parametrize(
    "typed",
    [{"amount": "0.20"}, {"amount": ""}, {"amount": "x"}, {"gift": "-3"}, {"amount": "NaN"}],
)
def test_a_wrong_price_is_told_and_nothing_is_written(
    sign_in: SignIn, alice: Member, paid: DuesPeriod, typed: dict[str, str]
) -> None:
    response = sign_in(alice).post(RENEW, {"amount": "9.75"} | typed)
    assert response.status_code == 422 and "error-summary" in words(response)
    assert alice.dues.count() == 1 and not Document.objects.exists()


def test_i_choose_among_the_plans_that_are_for_me(
    sign_in: SignIn, alice: Member, paid: DuesPeriod
) -> None:
    solidarity = DuesPlanFactory.create(name="Solidarity", minimum=Decimal(30), advised=Decimal(40))
    given = DuesPlanFactory.create(name="Given", audience="volunteers")
    client = sign_in(alice)
    page = words(client.get(RENEW))
    assert "Solidarity, until" in page and "Given" not in page
    assert client.post(RENEW, {"plan": given.pk, "amount": "50"}).status_code == 422
    assert client.post(RENEW, {"plan": solidarity.pk, "amount": "20"}).status_code == 422
    assert client.post(RENEW, {"plan": solidarity.pk, "amount": "35"}).status_code == 302
    assert alice.dues.latest("starts_on").plan == solidarity


def test_i_pause_the_reminders_stop_them_and_want_them_again(
    sign_in: SignIn, alice: Member
) -> None:
    client, url = sign_in(alice), reverse("portal:reminders")
    day = timezone.localdate() + timedelta(days=40)
    assert client.post(url, {"choice": "pause"}).status_code == 422
    assert client.post(url, {"choice": "pause", "paused_until": "2020-01-01"}).status_code == 422
    assert client.post(url, {"choice": "pause", "paused_until": day}).status_code == 302
    alice.refresh_from_db()
    assert alice.wants_reminders and alice.reminders_paused_until == day
    assert "Not before" in words(client.get(URL))
    client.post(url, {"choice": "no"})
    alice.refresh_from_db()
    assert not alice.wants_reminders and alice.reminders_paused_until is None
    client.post(url, {"choice": "yes", "paused_until": day})
    alice.refresh_from_db()
    assert alice.wants_reminders and alice.reminders_paused_until is None


def test_i_ask_for_the_reduced_rate_and_follow_the_answer(
    sign_in: SignIn, alice: Member, charlie: User
) -> None:
    client, url = sign_in(alice), reverse("portal:reduced-rate")
    assert client.post(url, {"words": "A lean year"}).status_code == 302
    assert "a volunteer answers you" in words(client.get(URL))
    assert client.post(url, {"words": "Again"}).status_code == 422
    rate = ReducedRate.objects.get()
    decline_reduced_rate(rate, answer="In spring", actor=charlie)
    assert "In spring" in words(client.get(URL))


def test_leaving_says_what_happens_first(sign_in: SignIn, alice: Member, paid: DuesPeriod) -> None:
    SubscriptionFactory.create(member=alice, offer__name="VPN")
    issue(DocumentFactory.create(member=alice, total=Decimal(8)), actor=None)
    client = sign_in(alice)
    page = words(client.get(RESIGN))
    for sentence in ("8.00 €", "VPN", "What is owed stays owed.", "What becomes of my data"):
        assert sentence in page
    assert Member.objects.get(pk=alice.pk).left_on is None
    yesterday = timezone.localdate() - timedelta(days=1)
    assert client.post(RESIGN, {"count": 1, "on": yesterday}).status_code == 422
    day = timezone.localdate() + timedelta(days=5)
    assert client.post(RESIGN, {"count": 1, "on": day}).status_code == 302
    alice.refresh_from_db()
    assert alice.left_on == day
    page = words(client.get(URL))
    assert "You leave the association on" in page and "Renew now" not in page
    assert "recorded already" in words(client.get(RESIGN))
    assert client.post(RESIGN, {"count": 1, "on": day}).status_code == 409


@pytest.mark.parametrize(
    ("role", "sees", "leaves"),
    [("owner", 200, 200), ("accounts", 200, 403), ("technical", 403, 403)],
)
def test_who_keeps_the_books_renews_and_only_holders_leave(
    sign_in: SignIn, alice: Member, role: str, sees: int, leaves: int
) -> None:
    DuesPlanFactory.create()
    helper = UserFactory.create()
    RepresentativeFactory.create(member=alice, user=helper, role=role)
    client = sign_in(helper)
    assert client.get(URL).status_code == client.get(RENEW).status_code == sees
    assert client.get(RESIGN).status_code == leaves


def test_the_dues_of_others_are_never_shown(
    sign_in: SignIn, alice: Member, bob: Member, paid: DuesPeriod
) -> None:
    page = words(sign_in(bob).get(URL))
    assert "good standing" not in page and str(date.today().year - 1) not in page


def test_it_costs_the_same_for_three_years_as_for_one(
    sign_in: SignIn, alice: Member, paid: DuesPeriod, django_assert_num_queries: Any
) -> None:
    client = sign_in(alice)
    client.get(URL)
    with django_assert_num_queries(QUERIES):
        client.get(URL)
    for year in (2020, 2021):
        start = date(year, 1, 1)
        DuesPeriodFactory.create(
            member=alice, starts_on=start, ends_on=date(year + 1, 1, 1), paid_on=start
        )
    with django_assert_num_queries(QUERIES):
        client.get(URL)


QUERIES = 16
