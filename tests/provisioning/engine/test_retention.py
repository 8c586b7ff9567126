"""Retention of the passwords that servers know in clear, and of the lines of runs."""

from datetime import UTC, datetime

import pytest

from coin.subscriptions.enums import ServiceState
from provisioning.models import Run, RunLine, ServiceSecret
from tests.factories import RunFactory, ServiceFactory
from tests.retention import LEFT, apply, assert_boundary

pytestmark = pytest.mark.django_db
NOON = datetime(LEFT.year, LEFT.month, LEFT.day, 12, tzinfo=UTC)


def test_a_password_goes_a_year_after_its_service_ended() -> None:
    ended = ServiceFactory.create(state=ServiceState.ENDED, ended_on=LEFT)
    secret = ServiceSecret.objects.create(service=ended, value="x")
    running = ServiceSecret.objects.create(service=ServiceFactory.create(), value="y")
    day = assert_boundary("provisioning.secrets", secret)
    assert apply("provisioning.secrets", day) == 1
    assert list(ServiceSecret.objects.all()) == [running]


def test_what_runs_said_goes_after_a_year_and_that_they_ran_stays() -> None:
    run = RunFactory.create(finished_at=NOON, error="alice: refusé", counts={"ok": 3})
    line = RunLine.objects.create(run=run, number=1, at=NOON, status="ok", text="alice")
    day = assert_boundary("provisioning.lines", line, instant=True)
    assert_boundary("provisioning.errors", run, instant=True)
    assert (apply("provisioning.lines", day), apply("provisioning.errors", day)) == (1, 1)
    kept = Run.objects.get()
    assert (kept.error, kept.counts) == ("", {"ok": 3})
    assert not RunLine.objects.exists()


def test_a_run_that_goes_on_keeps_its_lines() -> None:
    RunLine.objects.create(run=RunFactory.create(), number=1, at=NOON, status="ok", text="alice")
    assert apply("provisioning.lines", datetime(2060, 1, 1, tzinfo=UTC).date()) == 0
