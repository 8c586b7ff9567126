"""Every list of the office: as many queries for three rows as for one, and the same rows in CSV."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coin.billing.receipts import services as receipts
from coin.core import mails
from coin.core.filters import FilterSet
from coin.core.models import Association
from coin.core.tables import Table
from coin.members.dues.reduced_rates import ask_reduced_rate
from coin.members.models import DuesPlan, ReminderStep
from coin.members.people.services import create_member
from coin.members.reminders.services import DUES_REMINDERS
from coin.network.assignments.assigning import assign
from coin.network.models import Pool
from coin.network.pools.services import create_pool
from coin.subscriptions.models import Service
from tests.factories import (
    DeploymentFactory,
    DuesPeriodFactory,
    DuesPlanFactory,
    HostFactory,
    MemberFactory,
    OfferItemFactory,
    PaymentFactory,
    RunFactory,
    ServiceFactory,
)
from tests.office.conftest import call_for_dues, issue_dues

pytestmark = pytest.mark.django_db
SIGNED_IN = 3  # the session, the user, their seats
"""What every page of the office asks first."""
LIST = 3  # the rows, their count, the association's name
"""What every list asks."""


def a_member() -> None:
    DuesPeriodFactory.create(paid_on="2026-01-02")


def a_subscription() -> None:
    ServiceFactory.create()


def an_offer() -> None:
    OfferItemFactory.create()


def a_pool() -> None:
    number = Pool.objects.count()
    create_pool(
        actor=None, name=f"p{number}", prefix=f"10.{number}.0.0/24", slot_length=32, use="vpn"
    )


def an_assignment() -> None:
    assign(Pool.objects.get(), ServiceFactory.create(), actor=None)


def a_document() -> None:
    call_for_dues()
    issue_dues()


def a_payment() -> None:
    PaymentFactory.create()


def a_receipt() -> None:
    receipts.issue_payment_receipt(PaymentFactory.create(), actor=None)


def a_deployment() -> None:
    HostFactory.create()
    HostFactory.create(deployment=DeploymentFactory.create())


def a_run() -> None:
    RunFactory.create()


def an_act() -> None:
    create_member(actor=None, kind="person", last_name="Durand")


def a_mail() -> None:
    mails.send_text("members.dues_reminder", "Appel", "Bonjour.", to="alice@example.org")


def a_plan() -> None:
    DuesPlanFactory.create(name=f"Plan {DuesPlan.objects.count()}")


def a_reduced_rate() -> None:
    ask_reduced_rate(MemberFactory.create(), words="A lean year", actor=None)


def a_reminder_step() -> None:
    days = ReminderStep.objects.count()
    DUES_REMINDERS.schedule.add(name=f"Step {days}", days=days, actor=None)


LISTS = {
    # The delay after which dues are late; the keys of the page's rows; the plans, groups and offers of the filters.
    "members": (a_member, 5),
    # The offers of the filter; prices, suspensions and splits.
    "subscriptions": (a_subscription, 4),
    "offers": (an_offer, 1),  # the services of the page's offers
    "pools": (a_pool, 1),  # the usage of the page's pools
    "documents": (a_document, 1),  # the keys of the page's rows
    "receipts": (a_receipt, 1),  # the setting of tax receipts
    "payments": (a_payment, 1),
    "deployments": (a_deployment, 1),  # the servers of the page's deployments
    "runs": (a_run, 0),
    "journal": (an_act, 4),  # the chain, the last verification, the volunteers, the groups
    "mails": (a_mail, 2),  # whether some mails may be sent again, the kinds of the filter
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_as_much_for_three_rows_as_for_one(
    name: str,
    rows: int,
    office: Client,
    association: Association,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make, more = LISTS[name]
    for _row in range(rows):
        make()
    with django_assert_num_queries(SIGNED_IN + LIST + more):
        page = office.get(reverse(f"office:{name}"))
    assert page.status_code == 200
    assert page.content.decode().count("<tr>") > rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_pool_asks_as_much_for_three_addresses_as_for_one(
    rows: int, office: Client, pool: Pool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        an_assignment()
    Association.current()
    picture = 1 + 1 + 3  # the pool, its usage, the picture of its slots
    with django_assert_num_queries(SIGNED_IN + LIST + picture):
        page = office.get(reverse("office:pool", args=[pool.pk])).content.decode()
    assert page.count('<rect class="used') >= rows + 1  # one more square is the legend's
    assert "203.0.113.2" in page


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_what_to_do(name: str, office: Client) -> None:
    page = office.get(reverse(f"office:{name}"))
    assert "empty-state" in page.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_csv_holds_the_rows_and_columns_of_the_page(
    name: str, office: Client, association: Association
) -> None:
    make, _more = LISTS[name]
    make()
    response = office.get(reverse(f"office:{name}"), {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert len(lines) > 1
    assert "<" not in lines[1]
    assert lines[0].count(";") == lines[1].count(";")


def csv_of(client: Client, name: str, **query: str) -> list[str]:
    response = client.get(reverse(f"office:{name}"), {"format": "csv", **query})
    return b"".join(response).decode("utf-8-sig").splitlines()[1:]


def test_csv_respects_search_filters_and_order(office: Client) -> None:
    for name in ("Bernard", "Arnaud", "Zoé"):
        create_member(actor=None, kind="person", last_name=name)
    create_member(actor=None, kind="organisation", organisation_name="=HYPERLINK()")
    people = csv_of(office, "members", kind="person", sort="-name")
    assert [line.split(";")[1] for line in people] == ["Zoé", "Bernard", "Arnaud"]
    assert len(csv_of(office, "members", q="arnaud")) == 1
    assert csv_of(office, "members", kind="organisation")[0].split(";")[1] == "'=HYPERLINK()"


def test_who_may_not_see_money_sees_no_balance(
    volunteer: Callable[..., object], sign_in: Callable[..., Client]
) -> None:
    client = sign_in(volunteer("members.see"))
    MemberFactory.create()
    assert "0,00" not in client.get(reverse("office:members")).content.decode()
    assert "0,00" not in csv_of(client, "members")[0]


def test_sort_and_page_links_keep_the_filters(office: Client) -> None:
    MemberFactory.create_batch(51)
    url = reverse("office:members")
    page = office.get(url, {"q": "camille", "kind": "person"}).content.decode()
    assert 'href="?q=camille&amp;kind=person&amp;page=2"' in page
    assert 'href="?q=camille&amp;kind=person&amp;sort=name"' in page
    assert "Page 1" in page
    last = office.get(url, {"page": "99"}).content.decode()
    assert "Page 2" in last
    assert office.get(url, {"page": "one"}).status_code == 200


def test_htmx_is_given_the_part_that_changes(office: Client) -> None:
    MemberFactory.create()
    part = office.get(reverse("office:members"), headers={"hx-request": "true"})
    assert "<html" not in part.content.decode()
    assert "results-count" in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_search_finds_by_login_and_by_member(office: Client) -> None:
    service: Service = ServiceFactory.create(login="alice-vpn")
    ServiceFactory.create(login="bob-vpn")
    page = office.get(reverse("office:subscriptions"), {"q": "alice"}).content.decode()
    assert reverse("office:subscription", args=[service.subscription_id]) in page
    assert page.count('class="row-title"') == 1


def test_every_column_and_filter_has_a_name() -> None:
    office = [
        table_class for table_class in Table.__subclasses__() if "office" in table_class.__module__
    ]
    assert len(office) > 8
    for table in office:
        assert all(column.verbose_name for column in table.base_columns.values()), table
    for filterset in FilterSet.__subclasses__():
        assert "office" not in filterset.__module__ or filterset.search_help, filterset


def test_search_ignores_accents_and_case(office: Client) -> None:
    create_member(actor=None, kind="person", first_name="Élodie", last_name="Müller")
    assert len(csv_of(office, "members", q="elodie MULLER")) == 1
