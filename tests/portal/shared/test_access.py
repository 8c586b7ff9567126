"""Who sees which page: a person who is not signed in, a member, another member, a volunteer who is no member."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coin.members.models import Member, User
from coin.portal.urls import member_pages
from coin.subscriptions.models import Offer
from tests.factories import RepresentativeFactory
from tests.portal.conftest import Hold

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
PLAIN_PAGES = [str(page.pattern) for page in member_pages if "<" not in str(page.pattern)]
# Pages that do not open for Alice, line by line: a button that takes a POST, and a page that asks for the password
# again; pages of organisations; pages without anything to renew or to take back; payments on line, without keys.
NOT_FOR_ALICE = (
    *("agir-pour/", "moi/mot-de-passe-des-services/"),
    *("personnes/", "personnes/nouvelle/"),
    *("adhesion/renouveler/", "moi/effacement/reprendre/"),
    *("payer/", "payer/avance/", "moyen-de-paiement/", "moyen-de-paiement/nouveau/"),
)


@pytest.mark.parametrize("page", [*PLAIN_PAGES, "services/1/", "documents/F2026-00001.pdf"])
def test_logged_out_one_is_sent_to_sign_in(client: Client, page: str) -> None:
    response = client.get(f"/espace/{page}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/connexion/?next=/espace/")


@pytest.mark.parametrize("page", [page for page in PLAIN_PAGES if page not in NOT_FOR_ALICE])
def test_members_see_their_pages_and_no_cache_keeps_them(
    sign_in: SignIn, alice: Member, page: str
) -> None:
    response = sign_in(alice).get(f"/espace/{page}")
    assert response.status_code == 200
    assert "private" in response["Cache-Control"] and "no-cache" in response["Cache-Control"]


def test_a_volunteer_who_represents_nobody_is_told_so(sign_in: SignIn, charlie: User) -> None:
    response = sign_in(charlie).get("/espace/")
    assert response.status_code == 403
    assert "Alice" not in response.content.decode()


def test_another_members_service_is_not_found(
    sign_in: SignIn, alice: Member, bob: Member, hold_vpn: Hold
) -> None:
    service = hold_vpn(bob)
    client = sign_in(alice)
    for page in ("", "etat/"):
        assert client.get(f"/espace/services/{service.pk}/{page}").status_code == 404
    before = service.parameters
    assert client.post(f"/espace/services/{service.pk}/", {"public_key": "x"}).status_code == 404
    service.refresh_from_db()
    assert service.parameters == before


def test_an_offer_that_is_closed_is_not_found(sign_in: SignIn, alice: Member, vpn: Offer) -> None:
    Offer.objects.update(open_to_new=False)
    client = sign_in(alice)
    assert client.get("/espace/abonnements/nouveau/vpn/").status_code == 404
    assert "VPN" not in client.get("/espace/abonnements/nouveau/").content.decode()


def test_a_person_acts_for_the_member_they_chose_while_they_represent_it(
    sign_in: SignIn, alice: Member, bob: Member
) -> None:
    user = alice.representatives.get().user
    also = RepresentativeFactory.create(member=bob, user=user)
    client = sign_in(alice)
    assert client.post("/espace/agir-pour/", {"member": bob.pk}).status_code == 302
    assert "<h1>Bob Petit" in client.get("/espace/").content.decode()
    also.ends_on = timezone.localdate()
    also.save()
    assert "<h1>Alice Durand" in client.get("/espace/").content.decode()


def test_nobody_acts_for_a_member_they_do_not_represent(
    sign_in: SignIn, alice: Member, bob: Member
) -> None:
    client = sign_in(alice)
    assert client.post("/espace/agir-pour/", {"member": bob.pk}).status_code == 404
    assert "Bob" not in client.get("/espace/").content.decode()


def test_a_representation_to_come_shows_nothing_yet(sign_in: SignIn, alice: Member) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    alice.representatives.update(starts_on=tomorrow)
    assert sign_in(alice).get("/espace/").status_code == 403
