"""The price of a subscription and its sharing, in the office: forms, previews, acts, refusals."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.models import Mail
from coin.members.models import Member, User
from coin.subscriptions.models import Price, SharingRequest, Split, Subscription
from coin.subscriptions.prices.services import change_price
from coin.subscriptions.sharing.requests import ask_to_share
from coin.subscriptions.sharing.services import split_cost
from tests.factories import MemberFactory, OfferFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def line(alice: Member) -> Subscription:
    return SubscriptionFactory.create(member=alice, monthly_price=Decimal("30.00"))


@pytest.fixture
def soon() -> date:
    return timezone.localdate() + timedelta(days=10)


def seen(page: str) -> str:
    """The fingerprint in a preview, which the confirmation sends back."""
    return page.partition('name="seen" value="')[2].partition('"')[0]


def confirm(office: Client, url: str, values: dict[str, str]) -> str:
    """Preview an act, then confirm it; returns the page of the preview."""
    shown = office.post(url, values)
    assert shown.status_code == 200, shown.content.decode()
    page = shown.content.decode()
    done = office.post(url, values | {"step": "do", "seen": seen(page)})
    assert done.status_code == 302, done.content.decode()
    return page


def url_of(name: str, line: Subscription, *more: int) -> str:
    return reverse(f"office:subscription-{name}", args=[line.pk, *more])


def test_a_price_is_previewed_for_everyone_then_changed(
    office: Client, line: Subscription, alice: Member, bob: Member, soon: date
) -> None:
    split_cost(
        line,
        starts_on=soon,
        mode="parts",
        shares=[(alice, Decimal(2)), (bob, Decimal(1))],
        actor=None,
    )
    values = {"monthly_price": "36.00", "starts_on": str(soon), "reason": "cost"}
    url = url_of("price", line)
    assert "30" in office.get(url).content.decode()
    page = confirm(office, url, values)
    assert "20.00\xa0€ → 24.00\xa0€ a month" in page and "10.00\xa0€ → 12.00\xa0€ a month" in page
    assert Price.objects.get().monthly_price == Decimal("36.00")
    record = office.get(reverse("office:subscription", args=[line.pk])).content.decode()
    assert "36.00" in record and "cost" in record and "Bob Petit" in record


def test_a_preview_writes_nothing_and_what_changed_meanwhile_is_shown_again(
    office: Client, line: Subscription, soon: date
) -> None:
    values = {"monthly_price": "36.00", "starts_on": str(soon)}
    url = url_of("price", line)
    page = office.post(url, values).content.decode()
    assert not Price.objects.exists() and not Mail.objects.exists()
    change_price(line, monthly_price=Decimal(32), starts_on=soon, actor=None)
    again = office.post(url, values | {"step": "do", "seen": seen(page)}).content.decode()
    assert "Something changed meanwhile" in again
    assert Price.objects.get().monthly_price == Decimal("32.00")
    edit = office.post(url, values | {"step": "edit"}).content.decode()
    assert 'value="36.00"' in edit


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"monthly_price": "-1", "starts_on": "2026-12-01"}, "monthly_price"),
        ({"monthly_price": "abc", "starts_on": "2026-12-01"}, "monthly_price"),
        ({"monthly_price": "30.00", "starts_on": "2026-12-01"}, "monthly_price"),
        ({"monthly_price": "36.00", "starts_on": "2099-12-01"}, "starts_on"),
        ({"monthly_price": "36.00", "starts_on": "tomorrow"}, "starts_on"),
    ],
)
def test_a_wrong_price_is_said_at_its_field(
    office: Client, line: Subscription, values: dict[str, str], field: str
) -> None:
    response = office.post(url_of("price", line), values)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert not Price.objects.exists()


def test_a_reduced_rate_is_given_shown_and_ended(
    office: Client, line: Subscription, soon: date
) -> None:
    end = soon + timedelta(days=90)
    values = {
        "monthly_price": "10",
        "starts_on": str(soon),
        "ends_on": str(end),
        "reason": "between jobs",
    }
    refused = office.post(url_of("reduced", line), values | {"reason": ""})
    assert refused.status_code == 422
    assert "30.00\xa0€ → 10.00\xa0€ a month" in confirm(office, url_of("reduced", line), values)
    price = Price.objects.get()
    record = office.get(reverse("office:subscription", args=[line.pk])).content.decode()
    assert "between jobs" in record
    ending = reverse("office:subscription-reduced-end", args=[price.pk])
    assert ending in record
    confirm(office, ending, {"on": str(soon + timedelta(days=30))})
    price.refresh_from_db()
    assert price.ends_on == soon + timedelta(days=30)


def test_the_term_is_changed_with_what_is_billed_at_once(
    office: Client, line: Subscription
) -> None:
    url = url_of("term", line)
    assert office.post(url, {"term": "monthly"}).status_code == 422
    page = confirm(office, url, {"term": "quarterly", "in_arrears": "on"})
    assert "90.00\xa0€ every three months" in page and "once the period is over" in page
    line.refresh_from_db()
    assert (line.term, line.in_arrears) == ("quarterly", True)


def test_a_deposit_is_given_back_after_the_end(office: Client, line: Subscription) -> None:
    url = url_of("deposit", line)
    assert "no deposit" in office.get(url).content.decode()
    line.state, line.deposit, line.ended_on = "ended", Decimal(50), date(2026, 8, 1)
    line.save()
    refused = office.post(url, {"count": "1", "on": "2026-07-01"})
    assert refused.status_code == 422 and 'id="id_on_error"' in refused.content.decode()
    assert office.post(url, {"count": "1", "on": "2026-08-03"}).status_code == 302
    line.refresh_from_db()
    assert line.deposit_back_on == date(2026, 8, 3)


def shares(soon: date, *rows: tuple[object, str], **more: str) -> dict[str, str]:
    typed = {"starts_on": str(soon), "mode": "parts", "rows": "5"} | more
    for number, (who, value) in enumerate(rows, start=1):
        typed |= {f"member{number}": str(who), f"value{number}": value}
    return typed


def test_a_line_is_shared_then_one_leaves_then_it_ends(
    office: Client, line: Subscription, alice: Member, bob: Member, soon: date
) -> None:
    carol = MemberFactory.create(first_name="Carol", email="")
    ask_to_share(line, words="With Bob", actor=None)
    record = reverse("office:subscription", args=[line.pk])
    assert "With Bob" in office.get(record).content.decode()
    url = url_of("split", line)
    assert f'value="{alice.number}"' in office.get(url).content.decode()
    values = shares(soon, (alice.number, "1"), (bob.number, "1"), (carol.number, "2"))
    page = confirm(office, url, values)
    assert "0.00\xa0€ → 7.50\xa0€ a month" in page and "Without an e-mail address" in page
    assert Mail.objects.count() == 2 and not SharingRequest.objects.exists()
    assert "not everyone could be told" in office.get(record).content.decode()

    leave = url_of("split-leave", line, carol.number)
    page = confirm(office, leave, {"on": str(soon + timedelta(days=10))})
    assert "7.50\xa0€ → 15.00\xa0€ a month" in page
    page = confirm(office, url_of("split-end", line), {"on": str(soon + timedelta(days=20))})
    assert "15.00\xa0€ → 30.00\xa0€ a month" in page
    assert Split.objects.count() == 3


def test_wrong_rows_of_a_split_are_said_each_at_its_field(
    office: Client, line: Subscription, alice: Member, bob: Member, soon: date
) -> None:
    url, rows = url_of("split", line), (alice.number, "1")
    for wrong, field in [
        ((99999, "1"), "member2"),
        ((alice.number, "1"), "member2"),
        ((bob.number, ""), "value2"),
        (("", "3"), "member2"),
        ((bob.number, "many"), "value2"),
    ]:
        response = office.post(url, shares(soon, rows, wrong))
        page = response.content.decode()
        assert response.status_code == 422 and f'id="id_{field}_error"' in page, wrong
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = office.post(url, shares(tomorrow, rows, (bob.number, "1")))
    assert response.status_code == 422 and 'id="id_starts_on_error"' in response.content.decode()
    one = office.post(url, shares(soon, rows))
    assert one.status_code == 422 and "two to twenty" in one.content.decode()
    assert not Split.objects.exists()


def test_twenty_rows_can_be_asked_and_come_back(
    office: Client, line: Subscription, soon: date
) -> None:
    url = url_of("split", line)
    assert 'name="member20"' in office.get(f"{url}?rows=20").content.decode()
    for odd in ("999999", "-1", "x", "²"):
        assert office.get(url, {"rows": odd}).status_code == 200
    sharers = MemberFactory.create_batch(12)
    typed = shares(soon, *[(sharer.number, "1") for sharer in sharers], rows="20")
    confirm(office, url, typed)
    assert Split.objects.get().shares.count() == 12


def test_no_is_said_with_a_reason(office: Client, line: Subscription) -> None:
    url = url_of("split-decline", line)
    assert office.get(url).status_code == 404
    ask_to_share(line, words="With Bob", actor=None)
    assert office.post(url, {"answer": ""}).status_code == 422
    assert office.post(url, {"answer": "Not here."}).status_code == 302
    assert office.get(url).status_code == 404


def test_whoever_only_sees_has_no_button(
    sign_in: Callable[[User], Client], volunteer: Callable[..., User], line: Subscription
) -> None:
    client = sign_in(volunteer("subscriptions.see"))
    page = client.get(reverse("office:subscription", args=[line.pk])).content.decode()
    assert url_of("price", line) not in page and url_of("split", line) not in page
    assert client.get(url_of("price", line)).status_code == 403


def test_the_list_and_the_record_say_the_price_of_today(office: Client, line: Subscription) -> None:
    today = timezone.localdate()
    change_price(line, monthly_price=Decimal("41.00"), starts_on=today, actor=None)
    for url in (
        reverse("office:subscriptions"),
        reverse("office:member", args=[line.member.number]),
        reverse("office:subscription", args=[line.pk]),
    ):
        assert "41.00" in office.get(url).content.decode()
    csv = office.get(reverse("office:subscriptions"), {"format": "csv"})
    body = b"".join(csv) if csv.streaming else csv.content
    assert "41.00" in body.decode()


def test_an_unusual_free_price_is_warned_about(office: Client, soon: date) -> None:
    offer = OfferFactory.create(minimum=Decimal(5), maximum=Decimal(20))
    line = SubscriptionFactory.create(offer=offer)
    values = {"monthly_price": "2", "starts_on": str(soon)}
    page = office.post(url_of("price", line), values).content.decode()
    assert "outside the bounds" in page
