from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from coin.core import board
from coin.core.board import WorkLine
from coin.members.models import Member, User
from tests.factories import MemberFactory


@pytest.fixture(autouse=True)
def only_ours() -> Iterator[None]:
    """Remove every other source of lines for the length of a test."""
    others = dict(board._sources)
    board._sources.clear()
    yield
    board._sources.clear()
    board._sources.update(others)


def _line(text: str, day: int | None = None) -> WorkLine:
    return WorkLine(text, "/", "See", datetime(2026, 11, day, tzinfo=UTC) if day else None)


def test_each_sees_what_they_may_act_on_oldest_first(volunteer: Callable[..., User]) -> None:
    board.work("a", group="Treasury", capability="t.pay")(
        lambda: [_line("new", 9), _line("undated")]
    )
    board.work("b", group="Treasury", capability="t.pay")(lambda: [_line("old", 2)])
    board.work("c", group="Servers", capability="s.run")(lambda: [_line("broken")])
    board.work("d", group="Welcome", capability="t.pay")(list)

    lines_by_group = board.lines_for(volunteer("t.pay"))
    assert {group: [line.text for line in lines] for group, lines in lines_by_group.items()} == {
        "Treasury": ["old", "new", "undated"]
    }


def test_a_source_is_named_once() -> None:
    board.work("a", group="Treasury", capability="t.pay")(list)
    with pytest.raises(ValueError, match="declared twice"):
        board.work("a", group="Treasury", capability="t.pay")(list)


@pytest.mark.django_db
@pytest.mark.parametrize(("members", "shown"), [(10, 10), (13, 11)])
def test_a_long_list_folds_into_one_last_line(members: int, shown: int) -> None:
    MemberFactory.create_batch(members)
    lines = board.folded(
        Member.objects.all(),
        lambda member: _line(member.name),
        lambda rest: _line(f"{rest} others"),
    )
    assert len(lines) == shown
    assert (lines[-1].text == "3 others") is (members == 13)
