"""Subscribers: their identity is kept five years, their logins and passwords one year (CPCE R.10-13 I and II)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from coin.core import retention_job
from coin.core.models import Association
from coin.core.retention import get
from coin.members.models import Member, User
from coin.members.sign_in.logins import suggest_login
from coin.subscriptions.enums import ServiceState, SubscriptionState
from coin.subscriptions.models import Service, Subscription
from tests.factories import (
    MemberFactory,
    RepresentativeFactory,
    ServiceFactory,
    SubscriptionFactory,
)
from tests.retention import LEFT, apply, assert_boundary, is_due

pytestmark = pytest.mark.django_db
LONG_AGO = date(2015, 1, 1)


def subscriber(ended_on: date | None, **kwargs: Any) -> Member:
    """A member who left on LEFT, and whose subscription ended on the given day; with None, it still runs."""
    member = MemberFactory.create(**{"left_on": LEFT, "joined_on": LONG_AGO} | kwargs)
    state = SubscriptionState.ENDED if ended_on else SubscriptionState.ACTIVE
    SubscriptionFactory.create(
        member=member, state=state, active_on=LONG_AGO, ended_on=ended_on, note="au fond du couloir"
    )
    return member


def test_a_subscriber_is_kept_five_years_after_the_contract() -> None:
    member = subscriber(LEFT)
    assert_boundary("subscriptions.identity", member)
    assert not is_due("members.identity", member, LEFT + relativedelta(years=30))


def test_it_counts_from_the_contract_even_if_they_left_later() -> None:
    member = subscriber(LEFT - relativedelta(years=5))
    # Without a subscription: twelve months.
    assert_boundary("members.identity", MemberFactory.create(left_on=LEFT))
    day = LEFT + relativedelta(months=12)
    assert not is_due("subscriptions.identity", member, day - timedelta(days=1))
    assert is_due("subscriptions.identity", member, day)


def test_it_counts_from_the_last_contract() -> None:
    member = subscriber(LEFT)
    last = LEFT + relativedelta(months=7)
    SubscriptionFactory.create(
        member=member, state=SubscriptionState.ENDED, active_on=LONG_AGO, ended_on=last
    )
    assert_boundary("subscriptions.identity", member, last)


@pytest.mark.parametrize("state", ["accepted", "active", "suspended"])
def test_nobody_is_erased_while_a_contract_runs(state: str) -> None:
    member = subscriber(None)
    Subscription.objects.update(state=state)
    assert not is_due("subscriptions.identity", member, LEFT + relativedelta(years=30))
    assert not is_due("members.archive", member, LEFT + relativedelta(years=30))


@pytest.mark.parametrize("state", ["requested", "refused"])
def test_who_was_never_given_a_contract_is_a_plain_member(state: str) -> None:
    member = MemberFactory.create(left_on=LEFT)
    SubscriptionFactory.create(member=member, state=state)
    assert_boundary("members.identity", member)


def test_an_association_cannot_keep_a_subscriber_for_less() -> None:
    association = Association.current()
    association.retention = {"subscriptions.identity": 6, "subscriptions.services": 0}
    association.save()
    assert get("subscriptions.identity").months_here == 60
    assert get("subscriptions.services").months_here == 12


def test_a_subscribers_account_closes_a_year_after_the_contract() -> None:
    ended = LEFT + relativedelta(months=5)
    acting = RepresentativeFactory.create(member=subscriber(ended), starts_on=LONG_AGO)
    User.objects.update(created_at=datetime(2015, 1, 1, tzinfo=UTC))
    assert_boundary("subscriptions.accounts", acting.user, ended)
    assert not is_due("members.accounts", acting.user, LEFT + relativedelta(years=30))


def test_the_name_of_who_acts_stays_as_long_as_the_subscriber() -> None:
    acting = RepresentativeFactory.create(member=subscriber(LEFT), starts_on=LONG_AGO)
    User.objects.update(created_at=datetime(2015, 1, 1, tzinfo=UTC))
    day = LEFT + relativedelta(months=12)
    retention_job.run(day)
    user = User.objects.get(pk=acting.user.pk)
    assert user.login.startswith("~") and user.name == acting.user.name
    retention_job.run(LEFT + relativedelta(months=60))
    assert User.objects.get(pk=acting.user.pk).name == ""


def test_services_lose_logins_keys_and_settings_a_year_after_they_ended() -> None:
    service = ServiceFactory.create(
        subscription=SubscriptionFactory.create(state="ended", ended_on=LEFT),
        state=ServiceState.ENDED,
        ended_on=LEFT,
        login="camille-vpn",
        parameters={"public_key": "abc"},
        error="refusé",
    )
    running = ServiceFactory.create(login="bob-vpn")
    day = assert_boundary("subscriptions.services", service)
    assert apply("subscriptions.services", day) == 1
    service.refresh_from_db()
    running.refresh_from_db()
    assert service.login and service.login.startswith("~")
    assert (service.parameters, service.error) == ({}, "")
    assert running.login == "bob-vpn"
    assert apply("subscriptions.services", day) == 0
    # A login given again would get the former holder's mail.
    assert suggest_login("Camille", suffix="vpn") == "camille-vpn2"


def test_a_service_without_a_login_is_emptied_too() -> None:
    ServiceFactory.create(
        state=ServiceState.ENDED, ended_on=LEFT, login=None, parameters={"street": "3 rue"}
    )
    assert apply("subscriptions.services", LEFT + relativedelta(years=2)) == 1
    assert apply("subscriptions.services", LEFT + relativedelta(years=2)) == 0
    assert Service.objects.get().login is None


def test_words_of_a_subscription_go_a_year_after_it_ended() -> None:
    subscriber(LEFT)
    row = Subscription.objects.get()
    day = assert_boundary("subscriptions.ended", row)
    assert apply("subscriptions.ended", day) == 1
    row.refresh_from_db()
    assert row.note == "" and row.ended_on == LEFT


def test_words_of_a_refused_subscription_go_a_year_after_it_was_asked() -> None:
    row = SubscriptionFactory.create(
        state="refused", note="x", requested_at=datetime(2020, 3, 15, 12, tzinfo=UTC)
    )
    assert_boundary("subscriptions.refused", row, instant=True)
