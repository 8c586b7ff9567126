"""“What was done to my record”: every act about me, and the name of its author."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coin.billing.actions import DRAFTED
from coin.core import audit, chain
from coin.core.models import AuditEntry
from coin.members.actions import MEMBER_CHANGED
from coin.members.models import Member, User
from tests.factories import RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
URL = "/espace/moi/historique/"


def write(
    member: Member, actor: User | None, after: str = "Roubaix", act: audit.Action = MEMBER_CHANGED
) -> None:
    with transaction.atomic():
        audit.record(
            act,
            member,
            actor=actor,
            changes={"city": ("Lyon", after)},
            member_number=member.number,
            note="entre nous",
        )


def test_i_read_what_was_done_and_by_which_group_and_not_by_whom(
    alice: Member, charlie: User, sign_in: SignIn
) -> None:
    write(alice, charlie)
    page = sign_in(alice).get(URL).content.decode()
    assert "Lyon → Roubaix" in page
    assert charlie.capacity in page
    assert charlie.name not in page
    assert "entre nous" not in page


def test_what_i_did_myself_is_said_to_be_mine(alice: Member, sign_in: SignIn) -> None:
    write(alice, alice.representatives.get().user)
    client = sign_in(alice)
    assert client.get(f"{URL}?by=me").content.decode().count("row-title") == 1
    assert client.get(f"{URL}?by=groups").content.decode().count("row-title") == 0


def test_another_who_acts_for_me_is_not_named(alice: Member, sign_in: SignIn) -> None:
    client = sign_in(alice)
    other = RepresentativeFactory.create(member=alice, user=UserFactory.create(name="Zoé Lune"))
    write(alice, other.user)
    assert "Zoé" not in client.get(URL).content.decode()


def test_i_read_nothing_of_others_nor_what_is_being_prepared(
    alice: Member, bob: Member, charlie: User, sign_in: SignIn
) -> None:
    write(bob, charlie, "Brest")
    write(alice, charlie, "Nantes", act=DRAFTED)
    page = sign_in(alice).get(URL).content.decode()
    assert "Brest" not in page and "Nantes" not in page


def test_the_csv_says_the_same(alice: Member, charlie: User, sign_in: SignIn) -> None:
    write(alice, charlie)
    response: Any = sign_in(alice).get(f"{URL}?format=csv")
    text = b"".join(response).decode("utf-8-sig")
    assert "Roubaix" in text and charlie.capacity in text
    assert charlie.name not in text and "entre nous" not in text


def test_an_erased_act_is_still_told(alice: Member, charlie: User, sign_in: SignIn) -> None:
    write(alice, charlie)
    chain.erase_words(AuditEntry.objects.all(), with_names=True)
    page = sign_in(alice).get(URL).content.decode()
    assert charlie.capacity in page and "Roubaix" not in page


def test_my_data_lead_there(alice: Member, sign_in: SignIn) -> None:
    assert URL in sign_in(alice).get(reverse("portal:me")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_much_for_three_acts_as_for_one(
    count: int,
    alice: Member,
    charlie: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        write(alice, charlie, f"Ville {number}")
    client = sign_in(alice)
    client.get(URL)
    with django_assert_num_queries(8):
        client.get(URL)
