"""No page of the office opens without a second factor; and what people can do when they have lost theirs."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as project
from django.test import Client

from coin.core.models import Association, AuditEntry, Mail, Proposal
from coin.members.models import Member, User
from coin.members.sign_in.reset_factor import reset_second_factor
from coin.members.sign_in.sensitive import RESET_SECOND_FACTOR
from tests.factories import RepresentativeFactory, SeatFactory, UserFactory
from tests.portal.security.second_factors import (
    HERE,
    add_application,
    code_of,
    come_in,
    stopped_clock,
)

__all__ = ["stopped_clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
Volunteer = Callable[..., User]
OFFICE = ["/bureau/", "/bureau/membres/", "/bureau/groupes/", "/bureau/membres/1/"]
RESET = "/bureau/groupes/second-facteur/"


def with_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})


def test_it_is_compulsory_unless_somebody_says_otherwise() -> None:
    assert project.COIN_SECOND_FACTOR == "compulsory"


@pytest.mark.parametrize("path", OFFICE)
def test_no_page_opens_without_one(client: Client, volunteer: Volunteer, path: str) -> None:
    user = volunteer("members.see", "members.seats")
    come_in(client, user.login)
    assert client.get(path).headers["Location"] == HERE
    assert client.post(path, {}).headers["Location"] == HERE
    page = client.get(HERE, headers={"accept-language": "en"}).content.decode()
    assert "set up a second factor below, and the office opens" in page


def test_nothing_is_done_by_a_press_either(client: Client, volunteer: Volunteer) -> None:
    user = volunteer("members.edit", "members.see")
    come_in(client, user.login)
    client.post("/bureau/membres/nouveau/", {"kind": "person", "last_name": "X"})
    assert not Member.objects.exists()


def test_setting_one_up_opens_the_office_at_once_and_after_the_next_sign_in(
    client: Client, volunteer: Volunteer
) -> None:
    user = volunteer()
    assert come_in(client, user.login) == "/accueil/"
    secret = add_application(client)
    assert client.get("/bureau/").status_code == 200
    again = Client()
    come_in(again, user.login)
    assert again.get("/bureau/").headers["Location"].startswith("/connexion/")
    again.post("/connexion/code/", {"code": code_of(secret)})
    assert again.get("/bureau/").status_code == 200


def test_a_session_from_before_shows_it_once(client: Client, volunteer: Volunteer) -> None:
    user = volunteer()
    come_in(client, user.login)
    before = Client()
    come_in(before, user.login)
    secret = add_application(client)
    asked = before.get("/bureau/groupes/").headers["Location"]
    assert asked == "/compte/confirmer/code/?next=%2Fbureau%2Fgroupes%2F"
    answer = before.post(asked, {"code": code_of(secret)})
    assert answer.headers["Location"] == "/bureau/groupes/"
    assert before.get("/bureau/groupes/").status_code == 200


def test_the_password_alone_does_not_open_it_to_a_session_from_before(
    client: Client, volunteer: Volunteer
) -> None:
    user = volunteer()
    come_in(client, user.login)
    with_factor(user)
    client.post("/compte/confirmer/?next=/bureau/", {"password": "le mot de passe des tests"})
    assert client.get("/bureau/").status_code == 302


def test_removing_it_closes_the_office_again(client: Client, volunteer: Volunteer) -> None:
    user = volunteer()
    come_in(client, user.login)
    add_application(client)
    factor = Authenticator.objects.get(type="totp")
    client.post(f"{HERE}{factor.pk}/retirer/", {"count": "1"})
    assert client.get("/bureau/").headers["Location"] == HERE


def test_what_one_person_has_shown_is_worth_nothing_to_another(
    client: Client, volunteer: Volunteer
) -> None:
    first, second = volunteer(), volunteer()
    come_in(client, first.login)
    add_application(client)
    shown = client.session["second_factor"]
    client.post("/deconnexion/")
    come_in(client, second.login)
    kept = client.session
    kept["second_factor"] = shown
    kept.save()
    assert client.get("/bureau/").headers["Location"] == HERE


def test_the_portal_stays_open(client: Client, volunteer: Volunteer, alice: Member) -> None:
    user = volunteer()
    RepresentativeFactory.create(member=alice, user=user)
    come_in(client, user.login)
    assert client.get("/espace/").status_code == 200


def test_members_are_asked_for_nothing(client: Client, alice: Member) -> None:
    come_in(client)
    assert client.get("/espace/").status_code == 200
    assert client.get("/bureau/").status_code == 403


def test_a_session_that_has_shown_it_costs_no_query_more(
    client: Client,
    volunteer: Volunteer,
    settings: Any,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    Association.current()
    user = volunteer()
    come_in(client, user.login)
    add_application(client)
    client.get("/bureau/groupes/")
    counted = []
    for how in ("compulsory", "advised"):
        settings.COIN_SECOND_FACTOR = how
        with django_assert_num_queries(6) as caught:
            assert client.get("/bureau/groupes/").status_code == 200
        counted.append([query["sql"] for query in caught.captured_queries])
    assert not any("mfa_authenticator" in sql for sql in counted[0])


def test_advised_it_is_a_notice(client: Client, volunteer: Volunteer, settings: Any) -> None:
    settings.COIN_SECOND_FACTOR = "advised"
    user = volunteer()
    come_in(client, user.login)
    assert f'href="{HERE}"' in client.get("/bureau/").content.decode().split("<main")[1]
    add_application(client)
    assert f'href="{HERE}"' not in client.get("/bureau/").content.decode().split("<main")[1]


def test_two_people_reset_anothers(volunteer: Volunteer, sign_in: Callable[[User], Client]) -> None:
    asker, second = volunteer("members.seats"), volunteer("members.seats")
    lost = UserFactory.create(login="lost", name="Lou Perdu")
    with_factor(lost)
    client = sign_in(asker)
    page = client.get(RESET).content.decode()
    assert "Lou Perdu (lost)" in page
    client.post(RESET, {"user": lost.pk, "reason": "vue ce matin"})
    proposal = Proposal.objects.get()
    assert Authenticator.objects.filter(user=lost).exists()
    sign_in(second).post(f"/bureau/a-deux/{proposal.pk}/confirmer/", {"count": "1"})
    assert not Authenticator.objects.filter(user=lost).exists()
    trace = AuditEntry.objects.get(action="members.second_factor_reset")
    assert trace.subject_label == "Lou Perdu" and trace.actor == asker
    assert Mail.objects.filter(to="lost@example.org", kind="account.notice").count() == 1


def test_an_emergency_does_it_at_once(
    volunteer: Volunteer, sign_in: Callable[[User], Client]
) -> None:
    asker, _second = volunteer("members.seats"), volunteer("members.seats")
    lost = UserFactory.create()
    with_factor(lost)
    inside = Client()
    inside.force_login(lost)
    typed = {"user": lost.pk, "reason": "panne", "emergency": "on"}
    assert sign_in(asker).post(RESET, typed).status_code == 302
    assert not Authenticator.objects.filter(user=lost).exists()


def test_nobody_resets_their_own_nor_confirms_it(
    volunteer: Volunteer, sign_in: Callable[[User], Client]
) -> None:
    asker = volunteer("members.seats")
    with_factor(asker)
    client = sign_in(asker)
    assert asker.name not in client.get(RESET).content.decode().split("<select")[1]
    assert client.post(RESET, {"user": asker.pk, "reason": "x"}).status_code == 422
    assert RESET_SECOND_FACTOR.excludes(asker, {}) == {asker.pk}
    assert Authenticator.objects.filter(user=asker).exists()


def test_a_reset_signs_out_everywhere(client: Client, volunteer: Volunteer) -> None:
    user = volunteer()
    come_in(client, user.login)
    add_application(client)
    reset_second_factor(user, actor=SeatFactory.create().user)
    assert client.get("/bureau/").headers["Location"].startswith("/connexion/")
