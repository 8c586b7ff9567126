"""Real processes: people who start the same run at once, and a worker that is killed in the middle of it."""

import json
from pathlib import Path

import pytest

from coin.core.models import Association
from tests.core.processes import FEW_OR_MANY, at_once, run_python, shared_database
from tests.factories import MemberFactory, SubscriptionFactory

MEMBERS = 6
BEFORE = """
import json, os, signal, sys
from datetime import date, timedelta
from django.utils import timezone
from coin.billing.documents import pdf_page
from coin.billing.models import BillingRun, Document, DocumentMail
from coin.billing.runs import services as runs
from coin.core.errors import DomainError
from coin.core.models import Mail
"""
STARTER = """
try:
    run, is_new = runs.start(date(2026, 11, 1), actor=None, for_worker=False)
except DomainError:
    print("told", "left")  # somebody else has just run this month
else:
    print("new" if is_new else "joined", "did" if runs.execute(run.pk) else "left")
"""
COUNT = """
numbers = Document.objects.issued().order_by("series_number")
print(json.dumps({
    "runs": list(BillingRun.objects.values_list("state", flat=True)),
    "numbers": list(numbers.values_list("series_number", flat=True)),
    "lacking": Document.objects.filter(pdf="").count(),
    "mailed": DocumentMail.objects.count(),
    "mails": Mail.objects.count(),
}))
"""
KILLED_THEN_FOLLOWED = f"""
import django
django.setup()
{BEFORE}
def kill(step, done, todo):
    if (step, done) == (sys.argv[1], todo // 2):
        os.kill(os.getpid(), signal.SIGKILL)
worker = os.fork()
if not worker:
    try:
        run, _is_new = runs.start(date(2026, 11, 1), actor=None, for_worker=False)
        runs.execute(run.pk, watch=kill)
    finally:
        os._exit(1)
ended = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
assert ended == -signal.SIGKILL, ended
BillingRun.objects.update(beaten_at=timezone.now() - runs.SILENCE - timedelta(seconds=1))
runs.take_up()
runs.execute(BillingRun.objects.get().pk)
{COUNT}
"""
WHOLE = {
    "runs": ["done"],
    "numbers": list(range(1, MEMBERS + 1)),
    "lacking": 0,
    "mailed": MEMBERS,
    "mails": MEMBERS,
}


@pytest.fixture
def state(association: Association, tmp_path: Path) -> dict[str, str]:
    """Members to bill, in a database that processes share, and where their files go."""
    for number in range(MEMBERS):
        member = MemberFactory.create(email=f"m{number}@example.org")
        SubscriptionFactory.create(member=member)
    return {
        "DATABASE_URL": shared_database(tmp_path),
        "COIN_STATE_DIR": str(tmp_path),
        "COIN_PDF_PROCESSES": "1",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("people", FEW_OR_MANY)
def test_people_who_start_at_once_start_one_run(state: dict[str, str], people: int) -> None:
    # All start together; how many runs they make depends on which of them come after the first is over.
    *answers, counted = at_once(BEFORE, STARTER, [[]] * people, COUNT, **state)
    words = [answer.split() for answer in answers]
    begun = sum(is_new == "new" for is_new, _done in words)
    done = sum(did == "did" for _is_new, did in words)
    counts = json.loads(counted)
    # The first process does the run. A process that comes after its end begins another run, which finds nothing left.
    assert counts["runs"] == ["done"] * begun and begun == done > 0
    assert counts | {"runs": ["done"]} == WHOLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "step",
    ["printing", *(pytest.param(step, marks=pytest.mark.slow) for step in ("issuing", "mailing"))],
)
def test_a_worker_killed_in_a_step_is_followed(state: dict[str, str], step: str) -> None:
    process = run_python("-c", KILLED_THEN_FOLLOWED, step, **state)
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout) == WHOLE
