"""The run of a month, cut at any point: nothing is lost, nothing is made twice, and going on finishes it."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from coin.billing.enums import BillingRunState
from coin.billing.models import BillingRun, Document, DocumentMail
from coin.billing.runs import services as runs
from coin.billing.runs.board import stopped_runs
from coin.billing.runs.services import execute, start, start_again, take_up
from coin.core.errors import DomainError
from coin.core.models import Association, AuditEntry, Mail
from coin.core.transitions import TransitionRefused
from coin.members.models import Member
from tests.factories import DuesPeriodFactory, MemberFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)


class Killed(BaseException):
    """The worker ends here."""


@pytest.fixture(autouse=True)
def one_process(settings: Settings) -> None:
    settings.COIN_PDF_PROCESSES = 1


@pytest.fixture
def members(association: Association, files: Path) -> list[Member]:
    """Three members with an invoice to come, one of them with a call for dues too."""
    members = [MemberFactory.create(email=f"m{number}@example.org") for number in range(3)]
    for member in members:
        SubscriptionFactory.create(member=member)
    DuesPeriodFactory.create(member=members[0])
    return members


def begin(**options: object) -> BillingRun:
    return start(MONTH, actor=None, for_worker=False, **options)[0]  # type: ignore[arg-type]


def killed_at(number: int) -> Callable[[str, int, int], None]:
    """A watch that ends the worker at its n-th look, as a power cut would: what follows never happens."""
    looks = iter(range(1, number + 1))

    def watch(step: str, done: int, todo: int) -> None:
        if next(looks) == number:
            raise Killed

    return watch


def silence(run: BillingRun) -> None:
    """Leaves the run as it stands long after its worker died without a word."""
    ago = timezone.now() - runs.SILENCE - timedelta(seconds=1)
    BillingRun.objects.filter(pk=run.pk).update(state=BillingRunState.ISSUING, beaten_at=ago)


def assert_whole(run: BillingRun, documents: int = 4, mails: int = 3) -> None:
    """Everything once: numbers in a row, a PDF and a mail for each."""
    run.refresh_from_db()
    assert (run.state, run.error) == (BillingRunState.DONE, "")
    assert (run.issued, run.printed, run.mailed) == (documents, documents, mails)
    for series in ("F2026", "C2026"):
        numbers = Document.objects.filter(series=series).order_by("series_number")
        series_numbers = list(numbers.values_list("series_number", flat=True))
        assert series_numbers == list(range(1, len(series_numbers) + 1))
    assert Document.objects.issued().count() == documents == DocumentMail.objects.count()
    attached = [part["name"] for mail in Mail.objects.all() for part in mail.attachments]
    assert len(attached) == len(set(attached)) == documents
    assert Mail.objects.count() == mails


def test_a_run_drafts_issues_prints_and_mails(members: list[Member]) -> None:
    run = begin()
    report = execute(run.pk)
    assert report is not None
    assert (len(report.new), report.issued, report.pdfs, report.mails) == (4, 4, 4, 3)
    assert_whole(run)
    mail = Mail.objects.get(member_number=members[0].number)
    names = {part["name"] for part in mail.attachments}
    assert names == {"F2026-00001.pdf", "C2026-00001.pdf"}
    assert AuditEntry.objects.filter(action="billing.run_done").count() == 1


def test_a_run_cut_at_every_point_is_finished(members: list[Member]) -> None:
    run = begin()
    cuts = 0
    while run.is_open and cuts < 40:
        try:
            execute(run.pk, watch=killed_at(cuts + 1))
        except Killed:
            cuts += 1
        run.refresh_from_db()
    assert cuts > 4
    assert_whole(run)


@pytest.mark.parametrize("looks", range(1, 15))
def test_a_worker_killed_without_a_word_is_followed(members: list[Member], looks: int) -> None:
    run = begin()
    with pytest.raises(Killed):
        execute(run.pk, watch=killed_at(looks))
    silence(run)
    assert execute(run.pk) is None  # it may still be at work
    take_up()
    execute(run.pk)
    assert_whole(run)


def test_a_run_that_died_and_came_back_gives_way(members: list[Member]) -> None:
    """Its worker slept for an hour in the middle; another one has finished the run meanwhile."""
    run = begin()

    def sleep(step: str, done: int, todo: int) -> None:
        if (step, done) == (BillingRunState.ISSUING, 1):
            silence(run)
            take_up()
            execute(run.pk)

    execute(run.pk, watch=sleep)
    assert_whole(run)


def test_a_run_that_kills_each_worker_is_stopped(members: list[Member]) -> None:
    run = begin()
    BillingRun.objects.filter(pk=run.pk).update(attempts=runs.ATTEMPTS)
    silence(run)
    take_up()
    run.refresh_from_db()
    assert run.state == BillingRunState.STOPPED and run.error


def test_workers_are_woken_for_a_run_that_waits(members: list[Member]) -> None:
    run, is_new = start(MONTH, actor=None)
    assert is_new and DBTaskResult.objects.count() == 1
    take_up()
    assert DBTaskResult.objects.count() == 1
    BillingRun.objects.filter(pk=run.pk).update(beaten_at=timezone.now() - timedelta(minutes=2))
    take_up()
    take_up()
    assert DBTaskResult.objects.count() == 2


def test_two_starts_are_one_run(members: list[Member]) -> None:
    first, is_new = start(MONTH, actor=None)
    second, is_newer = start(date(2026, 11, 22), actor=None)
    assert first == second and is_new and not is_newer
    assert start(date(2026, 12, 1), actor=None)[0] != first


def test_a_run_waits_for_nobody_twice(members: list[Member]) -> None:
    run = begin()
    execute(run.pk)
    assert execute(run.pk) is None
    with pytest.raises(TransitionRefused):
        start_again(run, actor=None)
    again = begin()
    execute(again.pk)
    again.refresh_from_db()
    assert (again.state, again.issued, again.mailed) == (BillingRunState.DONE, 0, 0)


def test_who_is_refused_is_told_and_billed_once_complete(members: list[Member]) -> None:
    Member.objects.filter(pk=members[1].pk).update(city="")
    run = begin()
    execute(run.pk)
    run.refresh_from_db()
    assert [refusal["member"] for refusal in run.refused] == [members[1].number]
    assert (run.state, run.issued, run.mailed) == (BillingRunState.DONE, 3, 2)
    Member.objects.filter(pk=members[1].pk).update(city="Lyon")
    again = begin()
    execute(again.pk)
    assert Document.objects.issued().count() == 4 and Mail.objects.count() == 3


def test_nothing_is_mailed_when_nobody_wants_it(members: list[Member]) -> None:
    run = begin(by_mail=False)
    execute(run.pk)
    run.refresh_from_db()
    assert (run.issued, run.printed, run.mailed) == (4, 4, 0)
    assert not Mail.objects.exists()


def test_what_the_association_lacks_is_said_before_anything(members: list[Member]) -> None:
    Association.objects.update(siren="", rna="")
    with pytest.raises(DomainError):
        begin()
    assert not BillingRun.objects.exists() and not Document.objects.exists()


def test_a_folder_that_cannot_be_written_stops_the_run(members: list[Member], files: Path) -> None:
    (files / "documents").write_text("a file where a folder should be")
    run = begin()
    execute(run.pk)
    run.refresh_from_db()
    assert run.state == BillingRunState.STOPPED and str(files) in run.error
    assert run.issued == 4 and not Mail.objects.exists()
    assert [line.key for line in stopped_runs()] == [f"billing.runs:{run.pk}"]
    (files / "documents").unlink()
    start_again(run, actor=None)
    execute(run.pk)
    assert_whole(run)
    assert not list(stopped_runs())


@contextmanager
def small_disk(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, in this process and those it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("processes", [1, 2])
def test_a_full_disk_stops_the_run_and_room_finishes_it(
    members: list[Member], files: Path, settings: Settings, processes: int
) -> None:
    settings.COIN_PDF_PROCESSES = processes
    run = begin()
    with small_disk(2000):
        execute(run.pk)
    run.refresh_from_db()
    assert run.state == BillingRunState.STOPPED and str(files) in run.error
    assert not list(files.glob("documents/*/*"))
    assert not list(files.glob("documents/*/.*"))
    settings.COIN_PDF_PROCESSES = 1  # new processes take a while to start
    start_again(run, actor=None)
    execute(run.pk)
    assert_whole(run)


def test_a_pool_killed_at_half_stops_the_run_and_another_finishes_it(
    members: list[Member], settings: Settings
) -> None:
    settings.COIN_PDF_PROCESSES = 2
    for _more in range(20):
        SubscriptionFactory.create(member=MemberFactory.create(email="more@example.org"))
    run = begin()

    def kill(step: str, done: int, todo: int) -> None:
        if step == BillingRunState.PRINTING and done == todo // 2:
            for worker in children():
                os.kill(worker, 9)

    execute(run.pk, watch=kill)
    run.refresh_from_db()
    assert run.state == BillingRunState.STOPPED and run.error
    printed = Document.objects.exclude(pdf="").count()
    assert 0 < DocumentMail.objects.count() <= printed < 24  # what is printed is mailed
    settings.COIN_PDF_PROCESSES = 1  # new processes take a while to start
    start_again(run, actor=None)
    execute(run.pk)
    assert_whole(run, documents=24, mails=23)


def children() -> list[int]:
    """The processes that make PDFs for this one."""
    pids = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        parent = int(file.read_text().rsplit(")", 1)[1].split()[1])
        if parent == os.getpid() and b"spawn_main" in file.with_name("cmdline").read_bytes():
            pids.append(int(file.parent.name))
    return pids
