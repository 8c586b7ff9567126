from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, Settings

from coin.billing.enums import BillingRunState
from coin.billing.models import BillingRun, Document, DocumentMail
from coin.billing.runs.services import execute, start
from coin.core.models import Association, Mail
from coin.members.models import Member
from tests.factories import DocumentFactory, MemberFactory
from tests.office.conftest import call_for_dues, issue_dues

pytestmark = pytest.mark.django_db
PREVIEW = "/bureau/facturation/?month=2026-11"
MONTH = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def one_process(settings: Settings, tmp_path: Path) -> None:
    settings.COIN_PDF_PROCESSES, settings.MEDIA_ROOT = 1, tmp_path


def member(**fields: object) -> Member:
    return call_for_dues(MemberFactory.create(**{"email": "someone@example.org", **fields}))


def record(run: BillingRun) -> str:
    return reverse("office:billing-run-record", args=[run.pk])


def test_a_run_is_shown_then_started_once_and_done_by_a_worker(
    office: Client, association: Association
) -> None:
    members = [member(), member()]
    page = office.get(PREVIEW).content.decode()
    assert all(member.name in page for member in members)
    assert 'name="count" value="2"' in page
    assert office.post(PREVIEW, {"count": "1"}).status_code == 409
    assert not BillingRun.objects.exists()
    response = office.post(PREVIEW, {"count": "2"})
    run = BillingRun.objects.get()
    assert response.headers["Location"] == record(run)
    assert DBTaskResult.objects.count() == 1 and not Document.objects.exists()
    again = office.post(PREVIEW, {"count": "2"})
    assert again.headers["Location"] == record(run) and BillingRun.objects.count() == 1
    assert 'type="submit" class="btn btn-primary"' not in office.get(PREVIEW).content.decode()
    execute(run.pk)
    numbers = Document.objects.issued().order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"C{date.today().year}-00001", f"C{date.today().year}-00002"]
    page = office.get(record(run)).content.decode()
    assert all(str(number) in page for number in numbers) and "state-good" in page


def test_a_month_that_cannot_be_read_is_this_one(office: Client) -> None:
    assert office.get("/bureau/facturation/?month=soon").status_code == 200


def test_what_is_lacking_is_shown_beforehand(office: Client, association: Association) -> None:
    silent = member(email="", last_name="Sans-Courriel")
    nobody = member(first_name="", last_name="")
    page = office.get(PREVIEW).content.decode()
    assert reverse("office:member-edit", args=[nobody.number]) in page
    assert "Sans-Courriel" in page and silent.name in page


def test_what_the_association_lacks_is_told_before_anything_is_issued(office: Client) -> None:
    call_for_dues()
    assert reverse("office:settings") in office.get(PREVIEW).content.decode()
    assert office.post(PREVIEW, {"count": "1"}).status_code >= 400
    assert not BillingRun.objects.exists()


def test_the_page_of_a_run_follows_it_without_a_reload(
    office: Client, association: Association
) -> None:
    member()
    run = start(MONTH, actor=None)[0]
    BillingRun.objects.filter(pk=run.pk).update(
        state=BillingRunState.PRINTING, done=3, todo=8, issued=8
    )
    live = reverse("office:billing-run-live", args=[run.pk])
    page = office.get(record(run)).content.decode()
    assert f'hx-get="{live}"' in page and '<progress max="8" value="3"' in page
    assert 'http-equiv="refresh"' in page  # for browsers without scripts
    assert office.get(live).content.decode().lstrip().startswith('<div id="billing-run"')
    BillingRun.objects.filter(pk=run.pk).update(state=BillingRunState.DONE)
    assert "hx-get" not in office.get(live).content.decode()


def test_a_run_that_stopped_says_why_and_goes_on(office: Client, association: Association) -> None:
    left_out = member(first_name="", last_name="")
    silent = member(email="")
    run = start(MONTH, actor=None)[0]
    execute(run.pk)
    page = office.get(record(run)).content.decode()
    assert reverse("office:member", args=[left_out.number]) in page
    document = Document.objects.get(member=silent)
    assert reverse("office:document-pdf", args=[document.pk]) in page
    again = reverse("office:billing-run-again", args=[run.pk])
    assert again not in page
    BillingRun.objects.filter(pk=run.pk).update(state="stopped", error="No room is left.")
    page = office.get(record(run)).content.decode()
    assert again in page and "No room is left." in page
    office.post(again)
    run.refresh_from_db()
    assert (run.state, run.error) == (BillingRunState.WAITING, "")
    office.post(again)  # the run is started already
    run.refresh_from_db()
    assert run.state == BillingRunState.WAITING


def test_past_runs_are_listed(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def many(count: int) -> None:
        for _run in range(count):
            BillingRun.objects.create(month=MONTH, state="done", issued=2, total=12)

    url = reverse("office:billing-runs")
    many(1)
    page = office.get(url).content.decode()
    assert record(BillingRun.objects.get()) in page
    with django_assert_num_queries(6):
        office.get(url)
    many(2)
    with django_assert_num_queries(6):
        office.get(url)


def test_a_document_is_mailed_once_then_again_on_purpose(
    office: Client, association: Association
) -> None:
    member()
    issue_dues()
    document = Document.objects.get()
    page = reverse("office:document", args=[document.pk])
    url = reverse("office:document-mail", args=[document.pk])
    assert url in office.get(page).content.decode()
    office.post(url, {"count": "1"})
    mail = Mail.objects.get()
    assert mail.attachments[0]["name"] == f"{document.number}.pdf"
    # A press on a page that was loaded before the mail left sends nothing.
    assert office.post(url, {"count": "1"}).status_code == 409
    assert Mail.objects.count() == 1
    assert office.post(url, {"count": "2"}).status_code == 302
    assert Mail.objects.count() == 2 and DocumentMail.objects.count() == 1


def test_what_cannot_be_mailed_is_said(office: Client, association: Association) -> None:
    draft = DocumentFactory.create()
    for document in (draft, DocumentFactory.create(member__email="")):
        url = reverse("office:document-mail", args=[document.pk])
        assert 'type="submit" class="btn btn-primary"' not in office.get(url).content.decode()
        assert office.post(url, {"count": "1"}).status_code == 409
    assert not Mail.objects.exists()
