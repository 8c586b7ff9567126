from datetime import date, timedelta
from typing import Any

import pytest

from coin.core.models import Association
from coin.federation import isp, queries
from coin.subscriptions.enums import SubscriptionState, Technology
from tests.factories import DuesPeriodFactory, MemberFactory, OfferFactory, SubscriptionFactory
from tests.federation.documents import assert_valid

SQUARE = {"type": "Polygon", "coordinates": [[[4.7, 45.7], [4.9, 45.7], [4.9, 45.8], [4.7, 45.7]]]}


def describe(**fields: Any) -> Association:
    association = Association.current()
    for name, value in fields.items():
        setattr(association, name, value)
    association.save()
    return association


@pytest.mark.django_db
def test_the_document_of_an_association_that_said_everything_is_valid(day: date) -> None:
    describe(
        name="Réseau des Monts",
        shortname="RDM",
        description="Un fournisseur d'accès associatif.",
        email="contact@example.org",
        website="https://example.org",
        street="3 rue des Lilas",
        postal_code="69001",
        city="Lyon",
        creation_date=date(2011, 5, 1),
        ffdn_member_since=date(2012, 3, 10),
        progress_status=7,
        latitude=45.76,
        longitude=4.84,
        chatrooms=["ircs://irc.example.org/#rdm", "ircs://irc.example.org/#rdm"],
        covered_areas=[
            {"name": "Lyon", "technologies": ["dsl", "wifi"], "area": SQUARE},
            {"name": "France", "technologies": ["vpn"], "area": None},
        ],
    )
    document = isp.document(day)
    assert_valid(document)
    assert document["registeredOffice"]["locality"] == "Lyon"
    assert document["creationDate"] == "2011-05-01"
    assert document["chatrooms"] == ["ircs://irc.example.org/#rdm"]
    assert document["coveredAreas"][0]["area"] == SQUARE
    assert "area" not in document["coveredAreas"][1]


@pytest.mark.django_db
def test_what_is_not_known_is_left_out(day: date) -> None:
    describe(name="Réseau des Monts", email="contact@example.org")
    document = isp.document(day)
    assert_valid(document)
    assert document["coveredAreas"] == []
    assert not {"website", "shortname", "coordinates", "registeredOffice", "chatrooms"} & set(
        document
    )


@pytest.mark.django_db
def test_members_in_force_are_counted_and_nobody_else(day: date) -> None:
    lapsed_after = timedelta(days=Association.current().lapsed_after_days)
    DuesPeriodFactory.create(paid_on=date(2026, 1, 3))  # good
    late = {"starts_on": date(2025, 10, 1), "ends_on": date(2026, 10, 1)}
    DuesPeriodFactory.create(paid_on=date(2025, 10, 2), **late)
    ended = day - lapsed_after - timedelta(days=1)
    DuesPeriodFactory.create(
        starts_on=ended - timedelta(days=365), ends_on=ended, paid_on=ended
    )  # lapsed
    DuesPeriodFactory.create()  # a candidate, who never paid
    left = MemberFactory.create(left_on=day - timedelta(days=1))
    DuesPeriodFactory.create(member=left, paid_on=date(2026, 1, 3))
    assert queries.member_count(day) == 2
    assert isp.document(day)["memberCount"] == 2


@pytest.mark.django_db
def test_a_subscriber_counts_once_and_only_with_an_active_internet_access() -> None:
    vpn = OfferFactory.create(technology=Technology.VPN)
    line = OfferFactory.create(technology=Technology.DSL)
    machine = OfferFactory.create(technology=Technology.VM)
    twice = MemberFactory.create()
    SubscriptionFactory.create(member=twice, offer=vpn)
    SubscriptionFactory.create(member=twice, offer=line)
    SubscriptionFactory.create(member=twice, offer=vpn)
    SubscriptionFactory.create(offer=line)
    SubscriptionFactory.create(offer=machine)
    for state in (
        SubscriptionState.REQUESTED,
        SubscriptionState.SUSPENDED,
        SubscriptionState.ENDED,
    ):
        SubscriptionFactory.create(offer=vpn, state=state)
    assert queries.subscriber_count() == 2


@pytest.mark.django_db
def test_the_document_costs_the_same_for_one_subscriber_and_for_three(
    django_assert_num_queries: Any,
) -> None:
    describe(name="Réseau des Monts", email="contact@example.org")
    for members in (1, 2):
        SubscriptionFactory.create_batch(members)
        with django_assert_num_queries(4):  # the association; the lapse rule; members; subscribers
            isp.document()
