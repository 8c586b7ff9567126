"""manage.py who_had, the look-up of an address on the command line."""

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coin.core.models import AuditEntry
from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import release
from coin.network.models import Assignment, Pool
from coin.subscriptions.models import Service


@pytest.fixture
def held(pool: Pool, service: Service) -> Assignment:
    """An assignment of 203.0.113.2 from the first of June at noon, local time, to the first of July."""
    start = timezone.make_aware(datetime(2025, 6, 1, 12))
    assignment = assign(pool, service, actor=None, at=start)
    return release(assignment, actor=None, at=start + timedelta(days=30))


def run(*args: str) -> tuple[int, str]:
    output, code = StringIO(), 0
    try:
        call_command("who_had", *args, stdout=output, stderr=output)
    except SystemExit as end:
        code = int(str(end.code))
    return code, output.getvalue()


def test_it_names_the_holder(held: Assignment) -> None:
    code, output = run("203.0.113.2", "--at", "2025-06-15T00:00Z")
    member = held.service.subscription.member
    assert code == 0
    assert "203.0.113.2" in output
    assert str(member) in output
    assert "2025-06-01T12:00:00" in output


def test_a_moment_without_offset_is_local_time(held: Assignment) -> None:
    assert run("203.0.113.2", "--at", "2025-06-01T11:59")[0] == 4
    assert run("203.0.113.2", "--at", "2025-06-01T12:00")[0] == 0
    assert run("203.0.113.2", "--at", "2025-06-01T10:00Z")[0] == 0


def test_nobody_is_an_answer_of_its_own(held: Assignment) -> None:
    code, output = run("203.0.113.2")
    assert code == 4
    assert "203.0.113.2" in output


def test_json_for_machines(held: Assignment) -> None:
    code, output = run("203.0.113.2", "--at", "2025-06-15", "--json")
    (answer,) = json.loads(output)
    member = held.service.subscription.member
    assert code == 0
    assert answer["member_number"] == member.number
    assert datetime.fromisoformat(answer["from"]) == held.assigned_at
    assert datetime.fromisoformat(answer["until"]) == held.released_at


def test_each_question_stands_in_the_journal_and_no_answer(held: Assignment) -> None:
    run("203.0.113.2", "--at", "2025-06-15T00:00Z", "--reason", "spam")
    run("203.0.113.2")
    with_reason, without_reason = AuditEntry.objects.filter(action="network.looked_up").order_by(
        "pk"
    )
    assert (with_reason.note, without_reason.note) == ("spam", "manage.py who_had")
    assert with_reason.changes["address"] == [None, "203.0.113.2"]
    assert str(held.service.subscription.member) not in str((with_reason.changes, with_reason.note))
    assert with_reason.member_number is None


@pytest.mark.parametrize("args", [("nowhere",), ("203.0.113.2", "--at", "yesterday")])
def test_wrong_input_ends_with_2(db: None, args: Any) -> None:
    with pytest.raises(CommandError) as refusal:
        run(*args)
    assert refusal.value.returncode == 2
    assert args[-1] in str(refusal.value)
