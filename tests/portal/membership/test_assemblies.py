"""An assembly in the portal: its agenda, and the proxies that the member gives or holds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.members.models import Assembly, Member, Proxy
from tests.factories.assemblies import AssemblyFactory, voter

pytestmark = pytest.mark.django_db
SignIn = Callable[[Member], Client]


@pytest.fixture
def assembly(db: None) -> Assembly:
    return AssemblyFactory.create()


def url(name: str, assembly: Assembly) -> str:
    return reverse(f"portal:{name}", args=[assembly.pk])


def test_the_home_page_leads_to_it_once_members_are_called(
    alice: Member, assembly: Assembly, sign_in: SignIn
) -> None:
    client = sign_in(alice)
    assert url("assembly", assembly) in client.get(reverse("portal:home")).content.decode()
    Assembly.objects.update(called_at=None)
    assert url("assembly", assembly) not in client.get(reverse("portal:home")).content.decode()
    assert client.get(url("assembly", assembly)).status_code == 404


def test_whoever_may_not_vote_is_told_why(
    alice: Member, assembly: Assembly, sign_in: SignIn
) -> None:
    page = sign_in(alice).get(url("assembly", assembly)).content.decode()
    assert "Rapport moral" in page
    assert url("proxy-new", assembly) not in page


def test_a_proxy_is_given_seen_by_both_and_taken_back(
    alice: Member, bob: Member, assembly: Assembly, sign_in: SignIn
) -> None:
    voter(alice), voter(bob)
    client = sign_in(alice)
    assert url("proxy-new", assembly) in client.get(url("assembly", assembly)).content.decode()
    client.post(url("proxy-new", assembly), {"who": bob.email, "name": "Petit"})
    assert "Bob Petit" in client.get(url("assembly", assembly)).content.decode()
    other = Client()
    other.force_login(bob.representatives.get().user)
    assert "Alice Durand" in other.get(url("assembly", assembly)).content.decode()
    client.post(url("proxy-back", assembly), {"count": "1"})
    assert not Proxy.objects.filter(withdrawn_at=None).exists()
    assert "Alice Durand" not in other.get(url("assembly", assembly)).content.decode()


def test_who_is_not_found_is_said_beside_the_field_and_nothing_typed_is_lost(
    alice: Member, bob: Member, assembly: Assembly, sign_in: SignIn
) -> None:
    voter(alice)
    answer = sign_in(alice).post(url("proxy-new", assembly), {"who": bob.email, "name": "Petit"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_who_error"' in page and f'value="{bob.email}"' in page


def test_nobody_takes_back_what_another_gave(
    alice: Member, bob: Member, assembly: Assembly, sign_in: SignIn
) -> None:
    voter(alice), voter(bob)
    proxy = Proxy.objects.create(assembly=assembly, giver=alice, holder=bob)
    sign_in(bob).post(url("proxy-back", assembly), {"count": "1"})
    proxy.refresh_from_db()
    assert proxy.withdrawn_at is None


def test_once_it_has_started_nothing_changes(
    alice: Member, bob: Member, assembly: Assembly, sign_in: SignIn
) -> None:
    voter(alice), voter(bob)
    Proxy.objects.create(assembly=assembly, giver=alice, holder=bob)
    Assembly.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    client = sign_in(alice)
    page = client.get(url("assembly", assembly)).content.decode()
    assert "Bob Petit" in page and url("proxy-back", assembly) not in page
    assert client.post(url("proxy-back", assembly), {"count": "1"}).status_code == 409
    assert client.get(reverse("portal:home")).status_code == 200


def test_other_roles_than_the_holder_of_the_record_do_not_decide(
    alice: Member, assembly: Assembly, sign_in: SignIn
) -> None:
    alice.representatives.update(role="technical")
    client = sign_in(alice)
    assert url("assembly", assembly) not in client.get(reverse("portal:home")).content.decode()
    assert client.get(url("proxy-new", assembly)).status_code == 403
