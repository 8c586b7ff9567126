from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.models import Association, AuditEntry
from coin.members.models import Member, User
from coin.network.assignments.assigning import assign
from coin.network.models import Pool
from tests.factories import DuesPeriodFactory, DuesPlanFactory, MemberFactory, ServiceFactory
from tests.office.conftest import call_for_dues, issue_dues

pytestmark = pytest.mark.django_db


def test_a_member_is_recorded_in_the_volunteers_name(office: Client, treasurer: User) -> None:
    response = office.post(
        reverse("office:member-new"),
        {"last_name": "Durand", "email": "d@example.org", "language": "fr", "country": "France"},
    )
    member = Member.objects.get()
    assert response.headers["Location"] == reverse("office:member", args=[member.number])
    assert member.name == "Durand"
    entry = AuditEntry.objects.get(member_number=member.number)
    assert (entry.actor, entry.capacity) == (treasurer, treasurer.capacity)


def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(office: Client) -> None:
    url = reverse("office:member-new")
    response = office.post(
        f"{url}?kind=organisation", {"siren": "12", "city": "Lyon", "language": "fr"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_siren_error"' in page or 'id="id_organisation_name_error"' in page
    assert 'href="#id_' in page
    assert 'value="Lyon"' in page and 'value="12"' in page
    assert not Member.objects.exists()


def test_a_change_is_saved_and_shown_in_words(office: Client) -> None:
    member = MemberFactory.create(city="Lyon", last_name="Durand")
    url = reverse("office:member-edit", args=[member.number])
    office.post(
        url, {"last_name": "Durand", "city": "Brest", "country": "France", "language": "fr"}
    )
    page = office.get(reverse("office:member", args=[member.number])).content.decode()
    assert "Lyon → Brest" in page


def test_dues_are_opened_then_paid(office: Client) -> None:
    plan, member = DuesPlanFactory.create(), MemberFactory.create()
    url = reverse("office:dues-open", args=[member.number])
    assert 'value="15,00"' in office.get(url, headers={"accept-language": "fr"}).content.decode()
    office.post(url, {"plan": plan.pk, "starts_on": "2026-11-01", "amount": "15,00"})
    period = member.dues.get()
    assert period.starts_on == date(2026, 11, 1)
    paid = reverse("office:dues-paid", args=[period.pk])
    assert office.get(paid).status_code == 200
    office.post(paid, {"count": "1", "paid_on": "2026-11-05"})
    period.refresh_from_db()
    assert period.paid_on == date(2026, 11, 5)


def test_dues_that_overlap_are_refused_beside_their_day(office: Client) -> None:
    period = DuesPeriodFactory.create()
    url = reverse("office:dues-open", args=[period.member.number])
    data = {"plan": period.plan.pk, "starts_on": "2026-06-01", "amount": "15"}
    response = office.post(url, data)
    assert response.status_code == 422
    assert 'id="id_starts_on_error"' in response.content.decode()


def test_a_departure_shows_what_goes_on_before_it_is_recorded(
    office: Client, association: Association
) -> None:
    service = ServiceFactory.create()
    member = call_for_dues(service.subscription.member)
    issue_dues()
    url = reverse("office:member-departure", args=[member.number])
    assert "warnings" in office.get(url).content.decode()
    member.refresh_from_db()
    assert member.left_on is None
    today = timezone.localdate()
    office.post(url, {"count": "1", "on": today.isoformat(), "note": "déménage"})
    member.refresh_from_db()
    assert member.left_on == today
    office.post(reverse("office:member-return", args=[member.number]), {"count": "1"})
    member.refresh_from_db()
    assert member.left_on is None


def test_a_departure_before_joining_is_refused_and_the_form_kept(office: Client) -> None:
    member = MemberFactory.create(joined_on=date(2024, 1, 15))
    url = reverse("office:member-departure", args=[member.number])
    response = office.post(url, {"count": "1", "on": "2020-01-01", "note": "un mot"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_on_error"' in page and "un mot" in page


def test_the_record_asks_as_much_for_three_services_as_for_one(
    office: Client, pool: Pool, django_assert_max_num_queries: Callable[..., object]
) -> None:
    counts = []
    for services in (1, 3):
        member = MemberFactory.create()
        for _service in range(services):
            service = ServiceFactory.create(subscription__member=member)
            assign(pool, service, actor=None)
        with django_assert_max_num_queries(22) as asked:  # type: ignore[attr-defined]
            page = office.get(reverse("office:member", args=[member.number])).content.decode()
        counts.append(len(asked))
        assert page.count('data-copy="203.0.113.') == services
    assert counts[0] == counts[1]


def test_the_record_shows_only_what_one_may_see(
    volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    service = ServiceFactory.create()
    client = sign_in(volunteer("members.see"))
    url = reverse("office:member", args=[service.subscription.member.number])
    page = client.get(url).content.decode()
    for section in ('id="documents"', 'id="payments"', 'id="subscriptions"', 'id="timeline"'):
        assert section not in page
    assert reverse("office:member-edit", args=[service.subscription.member.number]) not in page
