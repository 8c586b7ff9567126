"""Working groups, seats and acts of two people in the office."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.capabilities import known
from coin.core.models import Association, Mail, Proposal, ProposalState
from coin.members.capabilities import SEATS
from coin.members.models import Seat, User, WorkingGroup
from tests.factories import SeatFactory, UserFactory, WorkingGroupFactory

pytestmark = pytest.mark.django_db
Volunteer = Callable[..., User]
SignIn = Callable[[User], Client]


@pytest.fixture
def one(volunteer: Volunteer) -> User:
    return volunteer(SEATS)


@pytest.fixture
def two(volunteer: Volunteer) -> User:
    return volunteer(SEATS)


@pytest.fixture
def network(db: None) -> WorkingGroup:
    return WorkingGroupFactory.create(slug="network", name="Réseau", capabilities=["network.see"])


def seat(group: WorkingGroup, who: str, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "group": group.pk,
        "user": who,
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
        "reason": "AG",
        **more,
    }


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"office:{name}", args=args)).content.decode()


def test_whoever_is_alone_gives_a_seat_at_once_and_it_is_said(
    one: User, network: WorkingGroup, sign_in: SignIn
) -> None:
    client, zoe = sign_in(one), UserFactory.create(login="zoe")
    assert str(SEATS.label) in page(client, "seat-new")
    response = client.post(reverse("office:seat-new"), seat(network, "zoe"))
    assert response.headers["Location"] == reverse("office:group", args=[network.pk])
    given = zoe.seats.get()
    assert (given.given_by, given.reason) == (one, "AG")
    assert Proposal.objects.get().state == ProposalState.ALONE


def test_a_seat_waits_for_a_second_person_who_is_not_the_one_seated(
    one: User, two: User, network: WorkingGroup, volunteer: Volunteer, sign_in: SignIn
) -> None:
    third = volunteer(SEATS)
    response = sign_in(one).post(reverse("office:seat-new"), seat(network, two.email))
    proposal = Proposal.objects.get()
    assert response.headers["Location"] == reverse("office:proposal", args=[proposal.pk])
    confirm = reverse("office:proposal-confirm", args=[proposal.pk])
    for nobody in (one, two):
        assert "btn-primary" not in sign_in(nobody).get(confirm).content.decode()
        assert sign_in(nobody).post(confirm, {"count": "1"}).status_code == 403
    assert not network.seats.exists()

    client = sign_in(third)
    assert confirm in page(client, "proposal", proposal.pk)
    assert two.name in client.get(confirm).content.decode()
    response = client.post(confirm, {"count": "1"})
    assert response.headers["Location"] == reverse("office:group", args=[network.pk])
    assert network.seats.get().user == two
    assert client.post(confirm, {"count": "1"}).status_code == 409


def test_nobody_seats_themself(
    one: User, two: User, network: WorkingGroup, sign_in: SignIn
) -> None:
    response = sign_in(one).post(reverse("office:seat-new"), seat(network, one.login))
    assert response.status_code == 422
    assert not network.seats.exists() and not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"user": "nobody"}, "user"),
        ({"starts_on": "2020-01-01"}, "starts_on"),
        ({"ends_on": "2099-01-01"}, "ends_on"),
        ({"ends_on": "hier"}, "ends_on"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_before_anybody_is_asked(
    more: dict[str, str], field: str, one: User, two: User, network: WorkingGroup, sign_in: SignIn
) -> None:
    UserFactory.create(login="zoe")
    response = sign_in(one).post(reverse("office:seat-new"), seat(network, "zoe") | more)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Proposal.objects.exists()


def test_a_name_is_answered_with_the_logins_it_may_mean(
    one: User, network: WorkingGroup, sign_in: SignIn
) -> None:
    UserFactory.create(login="zmartin", name="Zoé Martin")
    response = sign_in(one).post(reverse("office:seat-new"), seat(network, "martin"))
    assert "zmartin (Zoé Martin)" in response.content.decode()
    assert 'value="martin"' in response.content.decode()


def test_an_emergency_is_done_at_once_with_a_reason(
    one: User, two: User, network: WorkingGroup, sign_in: SignIn
) -> None:
    zoe = UserFactory.create(login="zoe")
    sign_in(one).post(reverse("office:seat-new"), seat(network, "zoe", emergency="on"))
    assert zoe.seats.exists()
    assert {mail.to for mail in Mail.objects.all()} == {two.email, zoe.email}


def test_one_s_own_seat_is_handed_back_at_once_and_nobody_else_s(
    charlie: User, one: User, sign_in: SignIn
) -> None:
    own_seat, other_seat = charlie.seats.get(), one.seats.get()
    client = sign_in(charlie)
    assert client.get(reverse("office:seat-back", args=[other_seat.pk])).status_code == 404
    url = reverse("office:seat-back", args=[own_seat.pk])
    assert url in page(client, "groups")
    response = client.post(url, {"count": "1"})
    assert response.headers["Location"] == reverse("home")
    assert not User.objects.get(pk=charlie.pk).is_volunteer


def test_a_seat_is_withdrawn_by_two_others(
    one: User, two: User, volunteer: Volunteer, sign_in: SignIn
) -> None:
    seat = two.seats.get()
    url = reverse("office:seat-withdraw", args=[seat.pk])
    data = {"count": "1", "reason": "gone", "emergency": "on"}
    blocked = sign_in(one).get(url).content.decode()
    assert "btn-danger" not in blocked
    assert sign_in(one).post(url, data).status_code == 409
    assert sign_in(two).post(url, data).status_code == 403

    third = volunteer(SEATS)
    sign_in(one).post(url, data)
    proposal = Proposal.objects.get()
    assert proposal.state == ProposalState.WAITING
    confirm = reverse("office:proposal-confirm", args=[proposal.pk])
    sign_in(two).post(confirm, {"count": "1"})
    assert Seat.objects.get(pk=seat.pk).ends_on > timezone.localdate()
    sign_in(third).post(confirm, {"count": "1"})
    assert Seat.objects.get(pk=seat.pk).ends_on == timezone.localdate()


def test_a_group_is_created_edited_and_given_rights(one: User, sign_in: SignIn) -> None:
    client = sign_in(one)
    response = client.post(reverse("office:group-new"), {"name": "Bar", "purpose": "Le bar"})
    group = WorkingGroup.objects.get(name="Bar")
    rights = reverse("office:group-rights", args=[group.pk])
    assert response.headers["Location"] == rights
    assert "<legend" in client.get(rights).content.decode()
    ticked = {"rights_members": ["members.see"], "rights_billing": ["billing.see"]}
    assert client.post(rights, {"rights_members": "no.right"}).status_code == 422
    client.post(rights, {**ticked, "reason": "AG"})
    group.refresh_from_db()
    assert group.capabilities == ["billing.see", "members.see"]
    edit = reverse("office:group-edit", args=[group.pk])
    assert client.post(edit, {"name": ""}).status_code == 422
    client.post(edit, {"name": "Cuisine"})
    assert "Cuisine" in page(client, "group", group.pk)


def test_rights_wait_for_a_second_person_and_are_those_that_were_read(
    one: User, two: User, network: WorkingGroup, sign_in: SignIn
) -> None:
    url = reverse("office:group-rights", args=[network.pk])
    sign_in(one).post(url, {"rights_network": ["network.edit"], "reason": "AG"})
    proposal = Proposal.objects.get()
    assert str(known()["network.edit"].label) in proposal.sentence
    assert str(known()["network.see"].label) in proposal.sentence
    sign_in(two).post(reverse("office:proposal-confirm", args=[proposal.pk]), {"count": "1"})
    network.refresh_from_db()
    assert network.capabilities == ["network.edit"]


def test_rights_that_an_upgrade_brought_are_offered(one: User, sign_in: SignIn) -> None:
    body = WorkingGroupFactory.create(slug="collegiale", capabilities=list(known())[3:])
    client = sign_in(one)
    link = reverse("office:group-rights", args=[body.pk]) + "?new"
    assert link in page(client, "groups")
    assert link in page(client, "home")
    ticked = client.get(link).content.decode()
    assert ticked.count(" checked") == len(known())


def test_a_group_s_page_tells_who_sat_there(
    one: User, network: WorkingGroup, charlie: User, sign_in: SignIn
) -> None:
    SeatFactory.create(
        group=network,
        user__name="Ancienne Personne",
        starts_on=date(2020, 1, 1),
        ends_on=date(2021, 1, 1),
        given_by=one,
    )
    content = page(sign_in(charlie), "group", network.pk)
    assert "Ancienne Personne" in content and one.name in content
    assert reverse("office:group-rights", args=[network.pk]) not in content


def test_a_request_is_refused_with_a_reason_or_taken_back(
    one: User, two: User, network: WorkingGroup, sign_in: SignIn
) -> None:
    UserFactory.create(login="zoe")
    sign_in(one).post(reverse("office:seat-new"), seat(network, "zoe"))
    proposal = Proposal.objects.get()
    refuse = reverse("office:proposal-refuse", args=[proposal.pk])
    assert sign_in(two).post(refuse, {"count": "1"}).status_code == 422
    sign_in(two).post(refuse, {"count": "1", "reason": "Pas voté"})
    assert "Pas voté" in page(sign_in(one), "proposal", proposal.pk)

    sign_in(one).post(reverse("office:seat-new"), seat(network, "zoe"))
    again = Proposal.objects.get(state=ProposalState.WAITING)
    sign_in(one).post(reverse("office:proposal-refuse", args=[again.pk]), {"count": "1"})
    again.refresh_from_db()
    assert again.state == ProposalState.WITHDRAWN


def test_who_may_not_decide_sees_only_what_everybody_was_told(
    one: User, two: User, network: WorkingGroup, charlie: User, sign_in: SignIn
) -> None:
    for login in ("zoe", "ann"):
        UserFactory.create(login=login, name=f"The {login}")
    sign_in(one).post(reverse("office:seat-new"), seat(network, "zoe"))
    sign_in(one).post(reverse("office:seat-new"), seat(network, "ann", emergency="on"))
    waiting = Proposal.objects.get(state=ProposalState.WAITING)
    client = sign_in(charlie)
    listed = page(client, "proposals")
    assert "The ann" in listed and "The zoe" not in listed
    for name in ("proposal", "proposal-confirm", "proposal-refuse"):
        assert client.get(reverse(f"office:{name}", args=[waiting.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_acts_asks_as_much_for_three_as_for_one(
    rows: int,
    one: User,
    two: User,
    network: WorkingGroup,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    Association.current()
    for number in range(rows):
        UserFactory.create(login=f"zoe{number}")
        sign_in(one).post(reverse("office:seat-new"), seat(network, f"zoe{number}"))
    client = sign_in(two)
    with django_assert_num_queries(6):  # session, user, seats; rows, count, the association's name
        listed = page(client, "proposals")
    assert listed.count("<tr>") == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_groups_ask_as_much_for_three_as_for_one(
    rows: int, one: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    Association.current()
    for _row in range(rows):
        SeatFactory.create()
    client = sign_in(one)
    with django_assert_num_queries(
        6
    ):  # session, user, seats; groups, seats, the association's name
        page(client, "groups")
    group = WorkingGroupFactory.create()
    SeatFactory.create_batch(rows, group=group)
    with django_assert_num_queries(6):  # as many for one group
        page(client, "group", group.pk)
