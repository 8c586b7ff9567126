"""The links from one face to the other."""

from collections.abc import Callable

import pytest
from django.test import Client

from coin.members.models import Member, User
from tests.factories import RepresentativeFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]


def test_volunteers_go_from_the_office_to_their_own_space_and_back(
    sign_in: SignIn, alice: Member, charlie: User
) -> None:
    RepresentativeFactory.create(member=alice, user=charlie)
    client = sign_in(charlie)
    office = client.get("/bureau/").content.decode()
    assert 'href="/espace/"' in office and 'href="/compte/securite/"' in office
    assert 'href="/bureau/"' in client.get("/espace/").content.decode()


def test_members_are_shown_no_way_into_the_office(sign_in: SignIn, alice: Member) -> None:
    page = sign_in(alice).get("/espace/").content.decode()
    assert "/bureau/" not in page and 'href="/compte/securite/"' in page
