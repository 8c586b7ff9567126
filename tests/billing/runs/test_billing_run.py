"""`manage.py billing_run`: preview, run, run again."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from coin.billing.documents import pdf
from coin.billing.documents.issuing import issue
from coin.billing.due.reconcile import reconcile
from coin.billing.models import BillingRun, Document
from coin.billing.runs.services import start
from coin.core.models import Association, Mail
from coin.members.models import Member
from tests.factories import DuesPeriodFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_process(settings: Settings) -> None:
    settings.COIN_PDF_PROCESSES = 1


def run(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("billing_run", "--json", *arguments, stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_preview_then_run_then_nothing_more(
    alice: Member, association: Association, files: Path
) -> None:
    SubscriptionFactory.create(member=alice)
    DuesPeriodFactory.create(member=alice)
    preview = run("--period", "2026-11", "--preview")
    assert len(preview["drafts"]) == 2 and preview["total"] == "23.00"
    assert preview["totals"] == {"dues_call": "15.00", "invoice": "8.00"}
    assert not Document.objects.exists()
    done = run("--period", "2026-11")
    assert (done["issued"], done["pdfs"], done["total"]) == (2, 2, "23.00")
    assert done["mails"] == 1 == Mail.objects.count()
    assert run("--period", "2026-11") == done | {
        "drafts": [],
        "new": 0,
        "issued": 0,
        "pdfs": 0,
        "mails": 0,
        "total": "0.00",
        "totals": {},
    }


def test_a_run_that_died_at_any_point_is_finished(
    alice: Member, bob: Member, association: Association, files: Path
) -> None:
    for member in (alice, bob):
        SubscriptionFactory.create(member=member)
    reconcile(date(2026, 11, 1), actor=None)
    first = Document.objects.order_by("pk")[0]
    issue(first, actor=None)
    pdf.render([first.pk], processes=1)
    report = run("--period", "2026-11")
    assert (report["new"], report["issued"], report["pdfs"]) == (0, 1, 1)
    assert set(Document.objects.values_list("number", flat=True)) == {"F2026-00001", "F2026-00002"}


def test_nothing_is_mailed_when_asked(alice: Member, association: Association, files: Path) -> None:
    SubscriptionFactory.create(member=alice)
    report = run("--no-mail")
    assert (report["issued"], report["pdfs"], report["mails"]) == (1, 1, 0)
    assert not Mail.objects.exists()


def test_a_run_that_a_worker_does_is_left_to_it(
    alice: Member, association: Association, files: Path
) -> None:
    SubscriptionFactory.create(member=alice)
    going, _is_new = start(date(2026, 11, 1), actor=None)
    BillingRun.objects.filter(pk=going.pk).update(state="printing")
    with pytest.raises(CommandError) as refusal:
        run("--period", "2026-11")
    assert refusal.value.returncode == 1
    assert not Document.objects.exists()


def test_what_is_refused_is_told_by_the_exit_code(
    alice: Member, association: Association, files: Path
) -> None:
    SubscriptionFactory.create(member=alice)
    Member.objects.update(city="")
    with pytest.raises(SystemExit) as stop:
        run()
    assert stop.value.code == 3


def test_a_lawless_association_is_told_what_it_lacks(alice: Member) -> None:
    SubscriptionFactory.create(member=alice)
    with pytest.raises(CommandError) as refusal:
        run()
    assert refusal.value.returncode == 1 and "SIREN" in str(refusal.value)


def test_a_month_is_written_with_its_year() -> None:
    with pytest.raises(CommandError):
        run("--period", "november")
