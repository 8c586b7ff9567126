from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coin.core import board, claims
from coin.core.board import WorkLine
from coin.core.errors import DomainError
from coin.core.models import AuditEntry, WorkClaim
from coin.members.models import User

pytestmark = pytest.mark.django_db


def line(key: str) -> WorkLine:
    return WorkLine(f"Work {key}", "/", "See", key=key)


@pytest.fixture
def waiting() -> Iterator[list[WorkLine]]:
    """The lines of the only source of work, shown to volunteers with the right to record payments."""
    others = dict(board._sources)
    board._sources.clear()
    lines = [line("dues:1"), line("dues:2")]
    board.work("dues", group="Treasury", capability="t.pay")(lambda: lines)
    yield lines
    board._sources.clear()
    board._sources.update(others)


@pytest.fixture
def treasurers(volunteer: Callable[..., User], waiting: list[WorkLine]) -> tuple[User, User]:
    return volunteer("t.pay"), volunteer("t.pay")


def test_a_line_is_taken_once_and_the_journal_says_which(treasurers: tuple[User, User]) -> None:
    alma, _other = treasurers
    claims.take("dues:1", actor=alma)
    claims.take("dues:1", actor=alma)
    assert WorkClaim.objects.get().user == alma
    row = AuditEntry.objects.get(action="core.work_taken")
    assert (row.actor, row.note) == (alma, "Work dues:1")


def test_who_comes_second_is_told_who_is_on_it(treasurers: tuple[User, User]) -> None:
    alma, boris = treasurers
    claims.take("dues:1", actor=alma)
    with pytest.raises(DomainError, match=str(alma)):
        claims.take("dues:1", actor=boris)
    with pytest.raises(DomainError, match=str(alma)):
        claims.give_back("dues:1", actor=boris)
    assert WorkClaim.objects.get().user == alma


@pytest.mark.parametrize("key", ["dues:3", ""])
def test_what_does_not_wait_cannot_be_taken(treasurers: tuple[User, User], key: str) -> None:
    with pytest.raises(DomainError):
        claims.take(key, actor=treasurers[0])
    assert not WorkClaim.objects.exists()


def test_who_may_not_act_on_a_line_cannot_take_it(waiting: list[WorkLine], charlie: User) -> None:
    with pytest.raises(DomainError):
        claims.take("dues:1", actor=charlie)


def test_what_is_given_back_may_be_taken_by_another(treasurers: tuple[User, User]) -> None:
    alma, boris = treasurers
    claims.take("dues:1", actor=alma)
    claims.give_back("dues:1", actor=alma)
    claims.give_back("dues:1", actor=alma)
    claims.take("dues:1", actor=boris)
    assert WorkClaim.objects.get().user == boris
    assert AuditEntry.objects.filter(action="core.work_given_back").count() == 1


def test_the_claims_of_all_lines_take_one_question(
    treasurers: tuple[User, User],
    waiting: list[WorkLine],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for key in ("dues:1", "dues:2"):
        claims.take(key, actor=treasurers[0])
    with django_assert_num_queries(1):
        taken = claims.of(waiting)
        assert {claim.user.name for claim in taken.values()} == {treasurers[0].name}


def test_claims_go_with_their_line(treasurers: tuple[User, User], waiting: list[WorkLine]) -> None:
    for key in ("dues:1", "dues:2"):
        claims.take(key, actor=treasurers[0])
    del waiting[0]
    assert claims.purge() == 1
    assert WorkClaim.objects.get().key == "dues:2"
    assert claims.purge() == 0


def test_a_claim_stays_while_its_line_may_stand_behind_the_others(
    treasurers: tuple[User, User], waiting: list[WorkLine]
) -> None:
    claims.take("dues:1", actor=treasurers[0])
    waiting[:] = [line("dues:2"), WorkLine("and 12 others", "/", "See")]
    assert claims.purge() == 0


def test_a_claim_that_nobody_follows_up_is_forgotten(treasurers: tuple[User, User]) -> None:
    claims.take("dues:1", actor=treasurers[0])
    WorkClaim.objects.update(taken_at=timezone.now() - timedelta(days=15))
    assert claims.purge() == 1
