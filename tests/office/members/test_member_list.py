"""The list of members: its search, its filters, its columns, and a CSV with the same rows and columns."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.billing.models import Document
from coin.members.models import Member, User
from coin.members.people.services import refresh_search_text, update_member
from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import release_all
from coin.network.models import Pool
from coin.office.members.tables import MemberTable
from coin.subscriptions.models import Service
from tests.factories import (
    DuesPeriodFactory,
    DuesPlanFactory,
    MemberFactory,
    RepresentativeFactory,
    SeatFactory,
    ServiceFactory,
)
from tests.office.conftest import call_for_dues, issue_dues
from tests.office.test_lists import csv_of

pytestmark = pytest.mark.django_db
URL = "/bureau/membres/"
SignIn = Callable[[User | Member], Client]


def numbers(client: Client, **query: str) -> set[int]:
    return {
        int(line.split(";")[0]) for line in csv_of(client, "members", columns="number", **query)
    }


def header(client: Client, **query: str) -> list[str]:
    answer = client.get(URL, {"format": "csv", **query})
    return b"".join(answer).decode("utf-8-sig").splitlines()[0].split(";")


def test_an_address_finds_who_holds_it_and_not_who_held_it(
    office: Client, pool: Pool, held: Service
) -> None:
    before, member = ServiceFactory.create(), held.subscription.member
    assign(pool, before, actor=None, address="203.0.113.40")
    release_all(before, actor=None)
    address = held.assignments.get().address
    assert numbers(office, q=address) == {member.number}
    assert numbers(office, q="203.0.113.0/24") == {member.number}
    # A former holder is told only for a reason, by “Who had an address”.
    assert numbers(office, q="203.0.113.40") == set()
    assert numbers(office, q="203.0.113.200") == set()
    assert numbers(office, q="203.0.113.999") == set()


def test_an_address_finds_nobody_for_those_who_may_not_see_addresses(
    held: Service, volunteer: Callable[..., User], sign_in: SignIn
) -> None:
    client = sign_in(volunteer("members.see"))
    assert numbers(client, q=held.assignments.get().address) == set()
    assert numbers(client, q=str(held.login)) == set()


def test_a_document_a_login_and_a_phone_find_their_member(
    office: Client, association: object
) -> None:
    member = call_for_dues()
    MemberFactory.create()
    issue_dues()
    update_member(member, actor=None, phone="+33 6 12 34 56 78")
    RepresentativeFactory.create(member=member, user__login="jeanne.b")
    refresh_search_text(member)
    ServiceFactory.create(subscription__member=member, login="ligne77")
    document = str(Document.objects.get().number)
    for words in (document, document.lower(), "JEANNE.B", "06 12 34 56 78", "ligne77"):
        assert numbers(office, q=words) == {member.number}, words


def test_filters_by_plan_group_offer_and_late_dues(office: Client) -> None:
    today = timezone.localdate()
    plan = DuesPlanFactory.create(name="Soutien")
    former = DuesPeriodFactory.create(plan=plan, starts_on="2020-01-01", ends_on="2021-01-01")
    DuesPeriodFactory.create(member=former.member)
    supporter = DuesPeriodFactory.create(plan=plan, paid_on="2026-01-02").member
    assert numbers(office, plan=str(plan.pk)) == {supporter.number}
    late = DuesPeriodFactory.create(
        starts_on=today - timedelta(days=31), ends_on=today + timedelta(days=300)
    ).member
    former.member.dues.update(paid_on="2026-01-02")
    assert numbers(office, dues="late") == {late.number}
    seat = SeatFactory.create()
    seated = RepresentativeFactory.create(user=seat.user).member
    over = RepresentativeFactory.create(user=seat.user, ends_on=today).member
    assert numbers(office, group=str(seat.group.pk)) == {seated.number}
    assert over.number not in numbers(office, group=str(seat.group.pk))
    service = ServiceFactory.create()
    ended = ServiceFactory.create(
        subscription__offer=service.subscription.offer, subscription__state="ended"
    )
    assert numbers(office, offer=str(service.subscription.offer.pk)) == {
        service.subscription.member.number
    }
    assert ended.pk and numbers(office, plan="999", group="x") == numbers(office)


def test_those_who_are_archived_are_in_no_list_and_no_search(
    office: Client, alice: Member, bob: Member
) -> None:
    Member.objects.filter(pk=alice.pk).update(archived_at=timezone.now())
    assert numbers(office) == {bob.number}
    assert numbers(office, q="durand") == set()


def test_one_chooses_columns_and_finds_them_again(office: Client, alice: Member) -> None:
    usual = header(office)
    assert len(usual) == 6
    chosen = office.get(URL, {"columns": ["number", "email", "city"]})
    page = chosen.content.decode()
    assert "alice@example.org" in page and "Lyon" in page
    assert 'value="email" checked' in page and 'value="balance">' in page
    # The name leads to the record, so its column is always there, in its usual place.
    assert len(header(office)) == 4
    assert csv_of(office, "members") == [f"{alice.number};Alice Durand;alice@example.org;Lyon"]
    assert "alice@example.org" in office.get(URL, {"q": "durand"}).content.decode()
    office.get(URL, {"columns": ""})
    assert header(office) == usual


def test_the_choice_is_one_persons_and_one_lists(
    volunteer: Callable[..., User], sign_in: SignIn
) -> None:
    rights = ("members.see", "billing.see")
    first, second = volunteer(*rights), volunteer(*rights)
    client = sign_in(first)
    client.get(URL, {"columns": "number,city"})
    remembered = client.cookies["columns"]
    assert remembered["path"] == URL and remembered["httponly"]
    assert len(header(client)) == 3
    assert len(header(sign_in(second))) == 6
    assert client.cookies["columns"].value == remembered.value


OF_MEMBERS = (
    *("number", "name", "kind", "pseudonym", "standing", "plan", "dues_until", "joined_on"),
    *("services_count", "email", "phone", "postal_code", "city", "logins", "reference"),
)


def test_columns_that_one_may_not_see_cannot_be_asked_for(
    volunteer: Callable[..., User], sign_in: SignIn, alice: Member
) -> None:
    client = sign_in(volunteer("members.see"))
    page = client.get(URL, {"columns": "balance,offers,city,nothing"}).content.decode()
    assert 'value="balance"' not in page and 'value="offers"' not in page
    assert len(header(client, columns="balance,offers,city,nothing")) == 2
    # A column that belongs to another room's right stands in `hidden_columns`; the others are named here.
    every = ",".join(MemberTable.base_columns)
    assert header(client, columns=every) == [
        str(MemberTable.base_columns[name].verbose_name) for name in OF_MEMBERS
    ]


def test_every_column_costs_as_much_for_three_members_as_for_one(
    office: Client, django_assert_num_queries: Callable[[int], object], association: object
) -> None:
    every = "number,kind,pseudonym,standing,plan,dues_until,joined_on,services_count,offers,balance"
    every += ",email,phone,postal_code,city,logins,reference"
    for _round in range(2):
        for _member in range(1 + _round):
            service = ServiceFactory.create()
            member = service.subscription.member
            RepresentativeFactory.create(member=member)
            DuesPeriodFactory.create(member=member, paid_on="2026-01-02")
        with django_assert_num_queries(13):  # type: ignore[attr-defined]
            page = office.get(URL, {"columns": every}).content.decode()
        assert service.subscription.offer.name in page
        assert member.representatives.get().user.login in page


def test_the_links_of_the_list_lead_somewhere(office: Client, alice: Member) -> None:
    assert reverse("office:member", args=[alice.number]) in office.get(URL).content.decode()
