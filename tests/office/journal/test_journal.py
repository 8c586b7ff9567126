"""The page of the journal: open to the whole collegial body, and people's data shown only to those with the right."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coin.core import audit, chain
from coin.core.models import AuditEntry, PeriodicJob
from coin.members.actions import MEMBER_CHANGED, SEAT_GIVEN
from coin.members.capabilities import JOURNAL
from coin.members.models import Member, User
from coin.network.actions import POOL_CREATED
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
URL = "/bureau/journal/"


def write(
    member: Member, actor: User | None, *, act: audit.Action = MEMBER_CHANGED, on: int = 20
) -> AuditEntry:
    with time_machine.travel(datetime(2026, 11, on, 12, tzinfo=UTC)), transaction.atomic():
        return audit.record(
            act,
            member,
            actor=actor,
            changes={"city": ("Lyon", "Roubaix")},
            member_number=member.number,
            note="par lettre",
        )


@pytest.fixture
def reader(volunteer: Callable[..., User], sign_in: Callable[[User], Client]) -> Client:
    return sign_in(volunteer(JOURNAL))


def rows(client: Client, query: str = "") -> list[str]:
    """The lines of the CSV, which holds the same rows as the page."""
    return text_of(client.get(f"{URL}{query}{'&' if query else '?'}format=csv")).splitlines()[1:]


def text_of(response: Any) -> str:
    """The text of a page or of a CSV."""
    return b"".join(response).decode("utf-8-sig")


def test_who_may_read_it_sees_what_changed(alice: Member, charlie: User, reader: Client) -> None:
    write(alice, charlie)
    page = reader.get(URL).content.decode()
    for words in ("Alice Durand", "Lyon → Roubaix", "par lettre", charlie.name, charlie.capacity):
        assert words in page


def test_any_seat_reads_the_facts_and_nobodys_data(
    alice: Member,
    charlie: User,
    volunteer: Callable[..., User],
    sign_in: Callable[[User], Client],
) -> None:
    holder = volunteer(JOURNAL)
    write(alice, charlie)
    write(alice, alice.representatives.get().user)
    client = sign_in(charlie)
    for query in ("", "?format=csv"):
        page = text_of(client.get(URL + query))
        assert charlie.capacity in page and str(alice.number) in page
        for words in ("Alice", "Roubaix", "par lettre"):
            assert words not in page
    assert holder.seats.get().group.name in client.get(URL).content.decode()


def test_who_does_not_read_the_words_does_not_search_them(
    alice: Member, charlie: User, sign_in: Callable[[User], Client]
) -> None:
    write(alice, charlie)
    client = sign_in(charlie)
    assert len(rows(client, "?q=Roubaix")) == len(rows(client, "?q=nobody")) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=lettre", 3),
        ("?q=Bob", 1),
        ("?action=members.seat_given", 1),
        ("?room=network", 1),
        ("?room=billing", 0),
        ("?by=volunteers", 2),
        ("?by=automatic", 1),
        ("?by=volunteers&by=automatic", 3),
        ("?by=members", 0),
        ("?member={bob}", 1),
        ("?member=many", 3),
        ("?actor={charlie}", 2),
        ("?group={group}", 2),
        ("?since=2026-11-20", 2),
        ("?until=2026-11-20", 2),
        ("?since=2026-11-20&until=2026-11-20", 1),
        ("?since=not-a-day", 3),
    ],
)
def test_it_is_filtered(
    query: str, found: int, alice: Member, bob: Member, charlie: User, reader: Client
) -> None:
    write(alice, charlie, on=19)
    write(bob, charlie, act=SEAT_GIVEN, on=20)
    write(alice, None, act=POOL_CREATED, on=21)
    group = charlie.seats.get().group
    words = {"bob": bob.number, "charlie": charlie.pk, "group": group.pk}
    assert len(rows(reader, query.format(**words))) == found


def test_a_group_is_not_found_by_the_beginning_of_another(
    alice: Member, volunteer: Callable[..., User], reader: Client
) -> None:
    actor, other = volunteer(), volunteer()
    group, longer = actor.seats.get().group, other.seats.get().group
    type(group).objects.filter(pk=group.pk).update(name="Support")
    type(group).objects.filter(pk=longer.pk).update(name="Support technique")
    write(alice, User.objects.get(pk=actor.pk))
    write(alice, User.objects.get(pk=other.pk))
    assert len(rows(reader, f"?group={group.pk}")) == 1


def test_it_says_up_to_when_it_is_sealed_and_what_the_night_found(
    alice: Member, reader: Client
) -> None:
    assert "notice-error" not in reader.get(URL).content.decode()
    write(alice, None, on=20)
    chain.verify_and_note()
    assert "20 novembre 2026" in reader.get(URL).content.decode()

    PeriodicJob.objects.update(error="JournalBroken: row 7 is gone")
    page = reader.get(URL).content.decode()
    assert "notice-error" in page and "row 7 is gone" in page
    assert "row 7 is gone" in reader.get(reverse("office:home")).content.decode()


def test_erased_rows_are_told_from_empty_ones(alice: Member, charlie: User, reader: Client) -> None:
    write(alice, charlie)
    chain.erase_words(AuditEntry.objects.all(), with_names=True)
    [trace, erased] = rows(reader)
    assert "Alice" not in erased and charlie.capacity in erased
    assert "1" in trace


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_much_for_three_rows_as_for_one(
    count: int, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for member in MemberFactory.create_batch(count):
        write(member, None)
    chain.seal()
    reader.get(URL)
    with django_assert_num_queries(11):
        reader.get(URL)
