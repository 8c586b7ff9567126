"""My money on one page: the sum I owe in one sentence, how to pay it, the documents each payment paid, credit given."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coin.billing.due.forecast import expected
from coin.billing.models import BankAccount, BankImport, Document, Mandate
from coin.billing.payments.moving import move_payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.models import Association
from coin.core.money import euros
from coin.members.models import Member, User
from tests.factories import DocumentFactory, RepresentativeFactory, UserFactory
from tests.portal.conftest import Hold
from tests.portal.home.test_home import issued, pay

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(autouse=True)
def lawful(association: Association) -> Association:
    """The association, with all that the law asks of it to issue documents."""
    association.name, association.street, association.postal_code = "Lilas", "3 rue X", "69001"
    association.city, association.siren = "Lyon", "732829320"
    association.iban, association.bic = "FR7630006000011234567890189", "AGRIFRPP"
    association.save()
    return association


def page(client: Client, path: str = "/espace/argent/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_i_owe_is_one_sentence_with_its_documents_and_how_to_pay(
    sign_in: SignIn, alice: Member, bob: Member
) -> None:
    her_document, his_document = issued(alice, "32.00"), issued(bob, "99.00")
    shown = page(sign_in(alice))
    sentence = shown.split('class="sentence">')[1].split("</p>")[0]
    assert sentence.startswith("You owe <strong>32.00") and "</strong> by " in sentence
    assert str(her_document.number) in shown and str(his_document.number) not in shown
    assert "FR76 3000 6000" in shown and alice.reference in shown and "<svg" in shown


def test_it_is_right_as_soon_as_money_comes(sign_in: SignIn, alice: Member) -> None:
    document = issued(alice, "32.00")
    client = sign_in(alice)
    page(client)
    pay(alice, "44.00")
    shown = page(client)
    assert "12.00" in shown.split("sentence")[1] and "ahead" in shown
    assert f'for <a href="/espace/documents/{document.number}.pdf"' in " ".join(shown.split())
    assert 'id="payer"' not in shown


def test_money_that_went_back_or_was_of_somebody_else_is_said(
    sign_in: SignIn, alice: Member, bob: Member
) -> None:
    today = timezone.localdate()
    rows = [
        record_payment(alice, amount=Decimal(amount), received_on=today, means="cash", actor=None)
        for amount in ("7.00", "9.00")
    ]
    client = sign_in(alice)
    assert page(client).count("in advance") == 2
    reverse_payment(rows[0], actor=None)
    assert page(client).count("sent back") == 2
    move_payment(rows[1], to=bob, actor=None)
    shown = page(client)
    assert shown.count("by mistake") == 2 and "in advance" not in shown and "Bob" not in shown


def test_what_is_late_is_said(sign_in: SignIn, alice: Member) -> None:
    document = issued(alice, "32.00")
    client = sign_in(alice)
    assert "text-warn" not in page(client)
    day = timezone.localdate() - timedelta(days=3)
    late: Any = DocumentFactory.create(
        member=alice,
        state="issued",
        number="F2025-00001",
        series="F2025",
        series_number=1,
        issued_on=day,
        due_on=day,
        total=Decimal("1.00"),
    )
    shown = page(client)
    assert "text-warn" in shown and str(late.number) in shown and str(document.number) in shown


def test_the_mandate_in_use_is_told(sign_in: SignIn, alice: Member) -> None:
    issued(alice, "32.00")
    client = sign_in(alice)
    assert "You have no mandate" in page(client)
    Mandate.objects.create(
        member=alice, rum="R1", iban_end="0189", signed_on=timezone.localdate(), state="active"
    )
    assert "You pay by direct debit" in page(client) and "It will be taken" in page(client)


def test_up_to_which_day_the_bank_is_known(sign_in: SignIn, alice: Member) -> None:
    client, day = sign_in(alice), timezone.localdate()
    assert "known up to" not in page(client)
    home = BankAccount.objects.create(name="Courant")
    BankImport.objects.create(
        account=home, name="x", format="CSV", starts_on=day, ends_on=day, lines_read=1, lines_new=1
    )
    assert "known up to" in page(client) and "known up to" in page(client, "/espace/")


def test_the_lists_say_which_payment_paid_what(sign_in: SignIn, alice: Member) -> None:
    document = issued(alice, "8.00")
    pay(alice, "8.00")
    client = sign_in(alice)
    assert f"/espace/documents/{document.number}.pdf" in page(client, "/espace/paiements/")
    assert "Transfer, " in page(client, "/espace/documents/")
    answer = client.get("/espace/paiements/?format=csv")
    assert str(document.number) in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_whatever_they_hold(
    sign_in: SignIn, alice: Member, count: int, django_assert_num_queries: Any
) -> None:
    client = sign_in(alice)
    for _one in range(count):
        issued(alice, "8.00")
        pay(alice, "8.00")
    with django_assert_num_queries(26):
        page(client, "/espace/argent/")


def test_what_is_ahead_is_given_once(sign_in: SignIn, alice: Member) -> None:
    pay(alice, "20.00")
    client = sign_in(alice)
    assert "/espace/argent/avance/" in page(client)
    press = {"count": "2000", "amount": "12.00"}
    assert client.post("/espace/argent/avance/", press).status_code == 302
    assert client.post("/espace/argent/avance/", press).status_code == 409
    gift = Document.objects.get()
    assert (gift.kind, gift.total, gift.member) == ("gift", Decimal("12.00"), alice)
    assert client.post("/espace/argent/avance/", {"count": "800", "amount": "9"}).status_code == 422
    assert client.post("/espace/argent/avance/", {"count": "800", "amount": "x"}).status_code == 422


def test_nothing_ahead_is_nothing_to_give(sign_in: SignIn, alice: Member) -> None:
    client = sign_in(alice)
    assert 'name="amount"' not in page(client, "/espace/argent/avance/")
    assert client.post("/espace/argent/avance/", {"count": "1", "amount": "1"}).status_code == 422


def test_who_keeps_the_books_sees_the_money_and_gives_none(sign_in: SignIn, alice: Member) -> None:
    pay(alice, "20.00")
    user = UserFactory.create()
    RepresentativeFactory.create(member=alice, user=user, role="accounts")
    client = sign_in(user)
    assert "/espace/argent/avance/" not in page(client)
    assert client.get("/espace/argent/avance/").status_code == 403


def test_the_next_amounts_are_told_month_by_month(
    sign_in: SignIn, alice: Member, hold_vpn: Hold
) -> None:
    client = sign_in(alice)
    assert "Nothing is expected" in page(client)
    subscription = hold_vpn(alice).subscription
    shown = page(client)
    amounts = expected(alice)
    assert len(amounts) >= 12 and subscription.offer.name in amounts[-1].label
    assert amounts[-1].label in shown
    assert euros(sum((line.amount for line in amounts), Decimal(0))) in shown


def test_g1_are_shown_in_their_unit(sign_in: SignIn, alice: Member) -> None:
    record_payment(
        alice,
        amount=Decimal("12"),
        received_on=timezone.localdate(),
        means="g1",
        actor=None,
        unit_amount=Decimal("120"),
    )
    client = sign_in(alice)
    for path in ("/espace/argent/", "/espace/paiements/"):
        assert "120\N{NO-BREAK SPACE}Ğ1 (12.00" in page(client, path)
