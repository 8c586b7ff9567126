"""The data that the association has about me, and the data that I can change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from coin.core.models import AuditEntry
from coin.members.models import Member, User
from tests.factories import DuesPeriodFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
URL = "/espace/moi/modifier/"


def typed(member: Member, **changed: str) -> dict[str, Any]:
    names = ("email", "phone", "street", "postal_code", "city", "country", "language")
    return {name: getattr(member, name) for name in names} | changed


def test_i_change_my_contact_details_and_the_journal_knows(sign_in: SignIn, alice: Member) -> None:
    client = sign_in(alice)
    response = client.post(URL, typed(alice, city="Villeurbanne", phone="04 00 00 00 09"))
    assert response.headers["Location"] == "/espace/moi/"
    alice.refresh_from_db()
    assert alice.city == "Villeurbanne"
    trace = AuditEntry.objects.get(action="members.member_changed")
    assert trace.actor == alice.representatives.get().user
    assert trace.changes["city"] == ["Lyon", "Villeurbanne"]
    assert "Villeurbanne" in client.get("/espace/moi/").content.decode()


def test_saving_without_a_change_leaves_no_trace(sign_in: SignIn, alice: Member) -> None:
    assert sign_in(alice).post(URL, typed(alice)).status_code == 302
    assert not AuditEntry.objects.exists()


def test_a_wrong_address_is_told_and_what_was_typed_is_kept(sign_in: SignIn, alice: Member) -> None:
    response = sign_in(alice).post(URL, typed(alice, email="nobody", city="Villeurbanne"))
    page = response.content.decode()
    assert response.status_code == 422 and 'value="Villeurbanne"' in page
    alice.refresh_from_db()
    assert alice.city == "Lyon"


def test_names_and_numbers_are_not_mine_to_change(sign_in: SignIn, alice: Member) -> None:
    sign_in(alice).post(URL, typed(alice, last_name="Martin", number="1", left_on="2026-01-01"))
    alice.refresh_from_db()
    assert alice.last_name == "Durand" and alice.left_on is None


def test_my_page_costs_the_same_with_one_period_of_dues_and_with_three(
    sign_in: SignIn, alice: Member, django_assert_num_queries: Any, day: Any
) -> None:
    client = sign_in(alice)
    for years in ((2026,), (2024, 2025)):
        for year in years:
            DuesPeriodFactory.create(
                member=alice, starts_on=day.replace(year=year), ends_on=day.replace(year=year + 1)
            )
        with django_assert_num_queries(10):
            client.get("/espace/moi/")
