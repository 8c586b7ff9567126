from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from coin.core import periodic
from coin.core.models import PeriodicJob

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def declare() -> Iterator[Callable[[str, Callable[[], object]], None]]:
    """Declare an hourly job for the length of a test; no other job is declared meanwhile."""
    others = dict(periodic._jobs)
    periodic._jobs.clear()

    def hourly(name: str, job: Callable[[], object]) -> None:
        periodic.periodic(name, every=timedelta(hours=1))(job)

    yield hourly
    periodic._jobs.clear()
    periodic._jobs.update(others)


def test_a_job_runs_once_an_hour(declare: Callable[..., None]) -> None:
    runs: list[datetime] = []
    declare("count", lambda: runs.append(datetime.now(UTC)))
    with time_machine.travel(NOON, tick=False) as clock:
        assert periodic.run_due() == {"count": ""}
        clock.shift(timedelta(minutes=59))
        assert periodic.run_due() == {}
        clock.shift(timedelta(minutes=1))
        assert periodic.run_due() == {"count": ""}
    assert len(runs) == 2


def test_a_timer_that_is_early_by_a_second_does_not_skip_a_turn(
    declare: Callable[..., None],
) -> None:
    declare("count", lambda: None)
    with time_machine.travel(NOON, tick=False) as clock:
        periodic.run_due()
        clock.shift(timedelta(minutes=59, seconds=59))
        assert periodic.run_due() == {"count": ""}


def test_a_failure_is_kept_and_stops_no_other_job(declare: Callable[..., None]) -> None:
    runs: list[str] = []

    def fail() -> None:
        raise RuntimeError("no route")

    declare("a-fails", fail)
    declare("b-works", lambda: runs.append("b"))

    assert periodic.run_due() == {"a-fails": "RuntimeError: no route", "b-works": ""}
    assert runs == ["b"]
    assert PeriodicJob.objects.get(name="a-fails").error == "RuntimeError: no route"
    assert PeriodicJob.objects.get(name="b-works").finished_at


def test_the_command_runs_all_on_request_and_fails_when_a_job_does(
    declare: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    declare("works", lambda: None)
    call_command("periodic")
    call_command("periodic", "--all")
    assert capsys.readouterr().out == "works: done\nworks: done\n"

    declare("fails", lambda: 1 / 0)
    with pytest.raises(SystemExit) as end:
        call_command("periodic")
    assert end.value.code == 1


def test_a_job_is_declared_once(declare: Callable[..., None]) -> None:
    declare("once", lambda: None)
    with pytest.raises(ValueError, match="declared twice"):
        declare("once", lambda: None)
