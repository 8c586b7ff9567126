"""Real processes: people who start the same run at once, and a worker that is killed in the middle of it."""

import json
import signal
from pathlib import Path

import pytest

from coin.core.models import Association
from tests.core.processes import shared_database, start_python
from tests.factories import MemberFactory, SubscriptionFactory

PEOPLE, MEMBERS = 4, 6
COUNT = """
import json
from coin.billing.models import BillingRun, Document, DocumentMail
from coin.core.models import Mail
def count():
    numbers = Document.objects.issued().order_by("series_number")
    print(json.dumps({
        "runs": list(BillingRun.objects.values_list("state", flat=True)),
        "numbers": list(numbers.values_list("series_number", flat=True)),
        "lacking": Document.objects.filter(pdf="").count(),
        "mailed": DocumentMail.objects.count(),
        "mails": Mail.objects.count(),
    }), flush=True)
"""
STARTER = """
import django
django.setup()
from datetime import date
from coin.billing.services.run import execute, start
run, is_new = start(date(2026, 11, 1), actor=None, for_worker=False)
made = execute(run.pk)
print("new" if is_new else "joined", "did" if made else "left", flush=True)
"""
WORKER = """
import django
django.setup()
from datetime import date
from coin.billing.services.run import execute, start
run, _is_new = start(date(2026, 11, 1), actor=None, for_worker=False)
execute(run.pk, watch=lambda step, done, todo: print(step, done, todo, flush=True))
"""
SUCCESSOR = f"""
import django
django.setup()
{COUNT}
from datetime import timedelta
from django.utils import timezone
from coin.billing.services import run as runs
BillingRun.objects.update(beaten_at=timezone.now() - runs.SILENCE - timedelta(seconds=1))
runs.take_up()
runs.execute(BillingRun.objects.get().pk)
count()
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
def test_people_who_start_at_once_start_one_run(state: dict[str, str]) -> None:
    running = [start_python("-c", STARTER, **state) for _person in range(PEOPLE)]
    said = [one.communicate(timeout=120)[0].split() for one in running]
    begun = sum(is_new == "new" for is_new, _done in said)
    done = sum(did == "did" for _is_new, did in said)
    counted = start_python("-c", f"import django; django.setup()\n{COUNT}\ncount()", **state)
    found = json.loads(counted.communicate(timeout=60)[0])
    # A run is done once, by whoever comes first. Who comes once it is over begins another, which finds nothing left.
    assert found["runs"] == ["done"] * begun and begun == done > 0
    assert found | {"runs": ["done"]} == WHOLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["issuing", "printing", "mailing"])
def test_a_worker_killed_in_a_step_is_followed(state: dict[str, str], step: str) -> None:
    worker = start_python("-c", WORKER, **state)
    assert worker.stdout is not None
    for line in worker.stdout:
        if line.startswith(f"{step} {MEMBERS // 2}"):
            worker.send_signal(signal.SIGKILL)
            break
    assert worker.wait(30) == -signal.SIGKILL
    worker.stdout.close()
    successor = start_python("-c", SUCCESSOR, **state)
    assert json.loads(successor.communicate(timeout=120)[0]) == WHOLE
