"""The retention job applies every rule in order, in batches, and its journal rows hold none of the erased data.

A second run does nothing.
"""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coin.core import chain, retention_job
from coin.core.models import Association, AuditEntry, Mail, MailState, Proposal
from coin.core.retention import DATA_ERASED, Clock, Rule, get, rule, rules
from coin.members.models import Member
from coin.members.people.services import create_member, record_departure
from tests.factories import MemberFactory, RepresentativeFactory, UserFactory
from tests.retention import LEFT, assert_boundary, is_due

pytestmark = pytest.mark.django_db
YEARS_LATER = LEFT + relativedelta(years=12)


@pytest.fixture
def departed() -> list[Member]:
    """Three members who left years ago, each with an account and journal rows; one more member has not left."""
    members = []
    for number in range(3):
        member = create_member(
            actor=None, kind="person", last_name=f"Durand{number}", email=f"d{number}@example.org"
        )
        RepresentativeFactory.create(member=member)
        record_departure(member, on=LEFT, actor=None)
        members.append(member)
    MemberFactory.create(last_name="Reste", number=9000)
    return members


def test_a_preview_says_what_the_run_erases_and_touches_nothing(departed: list[Member]) -> None:
    before = AuditEntry.objects.count()
    expected = retention_job.run(YEARS_LATER, preview=True)
    assert AuditEntry.objects.count() == before
    assert Member.objects.filter(erased_at=None).count() == 4
    assert retention_job.run(YEARS_LATER) == expected
    assert expected["members.identity"] == 3
    assert expected["members.account_names"] == 3


def test_a_second_run_does_nothing(departed: list[Member]) -> None:
    retention_job.run(YEARS_LATER)
    rows = AuditEntry.objects.count()
    assert set(retention_job.run(YEARS_LATER).values()) == {0}
    assert AuditEntry.objects.count() == rows


def test_the_journal_has_the_counts_and_never_the_data(departed: list[Member]) -> None:
    retention_job.run(YEARS_LATER)
    entries = AuditEntry.objects.filter(action=DATA_ERASED.slug)
    counts = {slug: after for row in entries for slug, (_before, after) in row.changes.items()}
    assert counts["members.identity"] == 3
    assert "Durand" not in json.dumps(list(AuditEntry.objects.values()), default=str)
    assert Member.objects.get(erased_at=None).last_name == "Reste"


def test_the_chain_of_the_journal_holds_after_it(departed: list[Member]) -> None:
    chain.seal()
    retention_job.run(YEARS_LATER)
    chain.seal()
    assert chain.verify().first_break is None


def test_it_goes_batch_by_batch(departed: list[Member], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention_job, "BATCH", 2)
    sizes: list[int] = []

    def note(applied_rule: Rule, count: int) -> None:
        if applied_rule.slug == "members.identity":
            sizes.append(count)

    retention_job.run(YEARS_LATER, progress=note)
    assert sizes == [2, 1]


def test_what_was_erased_before_it_stopped_stays_erased_and_the_rest_follows(
    departed: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_job, "BATCH", 1)

    def stop(applied_rule: Rule, count: int) -> None:
        if applied_rule.slug == "members.identity":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retention_job.run(YEARS_LATER, progress=stop)
    assert Member.objects.filter(erased_at__isnull=False).count() == 1
    assert retention_job.run(YEARS_LATER)["members.identity"] == 2


def test_the_command_speaks_json(departed: list[Member]) -> None:
    def told(*options: str) -> dict[str, Any]:
        out = StringIO()
        call_command("retention", "--json", *options, stdout=out)
        report: dict[str, Any] = json.loads(out.getvalue())
        return report

    preview = told("--preview")
    assert preview["total"] == sum(preview["rules"].values()) > 0
    assert set(preview["rules"]) == {
        erasing_rule.slug for erasing_rule in rules() if erasing_rule.erase
    }
    assert told() == preview
    assert told()["total"] == 0


def test_the_command_speaks_to_people(departed: list[Member]) -> None:
    out = StringIO()
    call_command("retention", "--preview", stdout=out)
    assert str(get("members.identity").label) in out.getvalue()


def test_no_two_rules_bear_one_slug() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        rule(get("core.mails"))


def test_every_rule_says_its_source_and_no_duration_is_under_the_law() -> None:
    for declared_rule in rules():
        assert str(declared_rule.label) and str(declared_rule.source)
        assert declared_rule.months_here >= declared_rule.least
        assert declared_rule.rows(date(2026, 11, 22)).count() == 0  # the database accepts the query


def test_sent_mails_are_kept_twelve_months() -> None:
    mail = Mail.objects.create(kind="x", to="a@b.org", subject="s", state=MailState.SENT)
    assert_boundary("core.mails", mail, timezone.localdate(mail.created_at), instant=True)


def test_a_mail_that_waits_is_never_due() -> None:
    mail = Mail.objects.create(kind="x", to="a@b.org", subject="s")
    assert not is_due("core.mails", mail, YEARS_LATER + relativedelta(years=30))


def test_what_two_people_said_goes_and_that_they_did_it_stays() -> None:
    proposal = Proposal.objects.create(
        act="x",
        subject_type="members.member",
        subject_id=1,
        subject_label="Camille",
        sentence="…",
        reason="…",
        state="done",
        asked_by=UserFactory.create(),
        expires_at=timezone.now(),
        decided_at=timezone.now(),
    )
    day = assert_boundary("core.proposals", proposal, timezone.localdate(), instant=True)
    assert retention_job.run(day)["core.proposals"] == 1
    proposal.refresh_from_db()
    assert (proposal.subject_label, proposal.sentence, proposal.reason) == ("", "", "")
    assert proposal.decided_at and proposal.asked_by


def test_a_duration_ends_on_its_day_and_an_instant_after_it() -> None:
    clock = Clock(date(2026, 2, 28), 12)
    assert clock.before == date(2025, 2, 28)
    assert clock.instant.date() <= clock.before
    assert Clock(date(2024, 2, 29), 12).before == date(2023, 2, 28)  # never a day too soon


def test_the_queries_do_not_grow_with_the_members() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            retention_job.run(YEARS_LATER)
        return len(captured)

    Association.current()
    counts = []
    for size in (3, 30):
        for _number in range(size):
            MemberFactory.create(left_on=LEFT)
        counts.append(queries())
    assert counts[0] == counts[1]
