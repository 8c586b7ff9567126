"""Who is reminded of which dues, and only once; who is not, and why."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry, Mail
from coin.core.reminders.letters import Letter
from coin.members.dues.renew import choose_reminders, resign
from coin.members.models import DuesPeriod, Member, Reminder, ReminderStep, User
from coin.members.reminders import find as reminders
from coin.members.reminders.schedule import count
from coin.members.reminders.services import DUES_REMINDERS
from tests.core.processes import at_once, shared_database
from tests.factories import DuesPeriodFactory, DuesPlanFactory, MemberFactory

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-22T12:00:00+01:00"):
        yield


@pytest.fixture
def schedule(db: None) -> list[ReminderStep]:
    association = Association.current()
    association.name, association.iban = "Les Ondes libres", "FR7630006000011234567890189"
    association.save()
    return DUES_REMINDERS.schedule.set_up(actor=None)


def paid_until(day: date, **values: Any) -> Member:
    """A member whose dues are paid until that day (not included)."""
    period: DuesPeriod = DuesPeriodFactory.create(
        starts_on=day - timedelta(days=365),
        ends_on=day,
        paid_on=day - timedelta(days=365),
        **values,
    )
    return period.member


def ended(days_ago: int, **values: Any) -> Member:
    return paid_until(TODAY - timedelta(days=days_ago), **values)


def due() -> list[tuple[Member, int]]:
    return [
        (due_reminder.member, due_reminder.step.days) for due_reminder in reminders.find(TODAY).due
    ]


def reasons() -> list[str]:
    return [odd_case.reason for odd_case in reminders.find(TODAY).odd]


def write(due_reminder: reminders.Due) -> Letter[reminders.Due]:
    return DUES_REMINDERS.write(due_reminder, Association.current())


def send(actor: User | None = None) -> int:
    return DUES_REMINDERS.send(reminders.find(TODAY), actor=actor)


@pytest.mark.parametrize(
    ("days_ago", "step"),
    [
        (-31, None),
        (-30, -30),
        (-1, -30),
        (0, 0),
        (29, 0),
        (30, 30),
        (89, 30),
        (90, 90),
        (180, 90),
        (181, None),  # lapsed, beyond the schedule
    ],
)
def test_the_latest_step_that_applies(
    schedule: list[ReminderStep], days_ago: int, step: int | None
) -> None:
    member = ended(days_ago)
    assert due() == ([(member, step)] if step is not None else [])


def test_without_a_schedule_or_with_it_switched_off_nobody_is(db: None) -> None:
    ended(3)
    assert not due()
    for step in DUES_REMINDERS.schedule.set_up(actor=None):
        DUES_REMINDERS.schedule.change(step, is_on=False, actor=None)
    assert not due()


def test_who_left_or_is_archived_or_paid_the_next_year_is_not(
    schedule: list[ReminderStep],
) -> None:
    ended(3, member__left_on=date(2027, 1, 1))
    ended(3, member__excluded_on=TODAY)
    ended(3, member__archived_at="2026-11-01T00:00:00Z")
    renewed = ended(3)
    DuesPeriodFactory.create(
        member=renewed, starts_on=TODAY, ends_on=date(2027, 11, 22), paid_on=TODAY
    )
    reminder_round = reminders.find(TODAY)
    assert not reminder_round.due and not reminder_round.odd


def test_who_cannot_or_will_not_be_written_to_is_named_with_the_reason(
    schedule: list[ReminderStep],
) -> None:
    ended(3, member__email="")
    ended(3, member__wants_reminders=False)
    ended(3, member__reminders_paused_until=date(2026, 11, 23))
    plan = DuesPlanFactory.create(name="Given", audience="volunteers")
    ended(3, plan=plan)
    awake = ended(3, member__reminders_paused_until=TODAY)
    assert due() == [(awake, 0)]
    assert len(set(reasons())) == 4


def test_the_mail_says_exactly_what_a_renewal_costs_and_how_to_pay(
    schedule: list[ReminderStep],
) -> None:
    member = ended(-10, member__gift_each_renewal=Decimal(5), member__language="en")
    [one] = reminders.find(TODAY).due
    letter = write(one)
    assert one.amount == Decimal(20)
    assert letter.subject == "Your dues to Les Ondes libres end on 1 December 2026"
    assert f"Hello {member.name}," in letter.body
    for words in (
        "from 2 December 2026 to 1 December 2027",
        "1.00\xa0€",
        "15.00\xa0€",
        "20.00\xa0€",
    ):
        assert words in letter.body
    assert "FR7630006000011234567890189" in letter.body and member.reference in letter.body
    assert "/espace/adhesion/" in letter.body and "{" not in letter.body


def test_dues_that_were_asked_are_asked_again_to_the_cent(schedule: list[ReminderStep]) -> None:
    member = ended(40, member__language="en")
    DuesPeriodFactory.create(
        member=member,
        starts_on=TODAY - timedelta(days=40),
        ends_on=date(2027, 10, 13),
        amount=Decimal("12.50"),
        gift=Decimal(3),
    )
    [one] = reminders.find(TODAY).due
    assert (one.amount, one.step.days, one.renewal) == (Decimal("15.50"), 30, None)
    assert "That makes 15.50\xa0€ to pay." in write(one).body


def test_a_candidate_is_called_for_their_first_dues(schedule: list[ReminderStep]) -> None:
    period = DuesPeriodFactory.create(
        member__joined_on=None,
        member__language="en",
        starts_on=TODAY,
        ends_on=date(2027, 11, 22),
        entry_fee=Decimal(10),
    )
    [one] = reminders.find(TODAY).due
    assert (one.member, one.about, one.amount) == (period.member, TODAY, Decimal(25))
    assert write(one).subject == "Your first dues to Les Ondes libres"


def test_the_volunteers_own_words_take_their_place(schedule: list[ReminderStep]) -> None:
    ended(0, member__first_name="Ana", member__last_name="& <b>", member__language="en")
    DUES_REMINDERS.schedule.change(
        schedule[1], subject="{association} misses {name}", text="{amount} since {day}.", actor=None
    )
    letter = write(reminders.find(TODAY).due[0])
    assert letter.subject == "Les Ondes libres misses Ana & <b>"
    assert "15.00\xa0€ since 21 November 2026." in letter.body
    assert "That makes 15.00\xa0€." in letter.body


def test_sent_once_with_a_row_a_mail_and_a_trace(
    schedule: list[ReminderStep], charlie: User
) -> None:
    member = ended(3)
    assert send(charlie) == 1 and not due()
    reminder, mail = Reminder.objects.get(), Mail.objects.get()
    assert (reminder.member, reminder.about, reminder.mail) == (member, date(2026, 11, 19), mail)
    assert (mail.to, mail.member_number) == (member.email, member.number)
    entry = AuditEntry.objects.get(action="members.reminder_sent")
    assert (entry.actor, entry.member_number) == (charlie, member.number)
    # The next step comes on its own day, 30 days after the end of the dues.
    assert reminders.find(TODAY + timedelta(days=26)).due == []
    assert len(reminders.find(TODAY + timedelta(days=27)).due) == 1


def test_what_was_read_before_is_not_sent_after_a_payment_a_departure_or_a_refusal(
    schedule: list[ReminderStep],
) -> None:
    members = [ended(3) for _ in range(4)]
    reminder_round = reminders.find(TODAY)
    DuesPeriodFactory.create(
        member=members[0], starts_on=TODAY, ends_on=date(2027, 11, 22), paid_on=TODAY
    )
    resign(members[1], on=TODAY, actor=None)
    choose_reminders(members[2], wanted=False, actor=None)
    assert DUES_REMINDERS.send(reminder_round, actor=None) == 1
    assert Reminder.objects.get().member == members[3]


def test_a_second_press_of_the_same_page_sends_nothing(schedule: list[ReminderStep]) -> None:
    ended(3)
    reminder_round = reminders.find(TODAY)
    assert DUES_REMINDERS.send(reminder_round, actor=None) == 1
    assert DUES_REMINDERS.send(reminder_round, actor=None) == 0
    assert Mail.objects.count() == 1


def test_the_fingerprint_changes_with_whoever_is_written_to(schedule: list[ReminderStep]) -> None:
    ended(3)
    before = reminders.find(TODAY).fingerprint
    send()
    assert reminders.find(TODAY).fingerprint == 0
    ended(3)
    assert reminders.find(TODAY).fingerprint not in {before, 0}


def test_the_first_ones_are_read_then_the_next_and_nobody_stands_in_the_way(
    schedule: list[ReminderStep],
) -> None:
    for values in ({"member__email": ""}, {"plan": DuesPlanFactory.create(audience="volunteers")}):
        ended(3, **values)
    wanted = [ended(3, plan=DuesPlanFactory.create(name="Open")) for _ in range(3)]
    first = reminders.find(TODAY, most=2)
    assert [due_reminder.member for due_reminder in first.due] == wanted[:2] and first.more == 1
    DUES_REMINDERS.send(first, actor=None)
    assert [due_reminder.member for due_reminder in reminders.find(TODAY, most=2).due] == wanted[2:]
    assert count(TODAY) == 2  # the member whose plan only volunteers give waits for a volunteer too


BEFORE = """
import datetime
from coin.members.reminders import find as reminders
from coin.members.reminders.services import DUES_REMINDERS
"""
SENDER = """
found = reminders.find(datetime.date(2026, 11, 22))
together()  # both have read the page before either presses
print(DUES_REMINDERS.send(found, actor=None))
"""


@pytest.mark.django_db(transaction=True)
def test_two_volunteers_press_at_once_and_each_member_gets_one_mail(tmp_path: Path) -> None:
    DUES_REMINDERS.schedule.set_up(actor=None)
    for _ in range(6):
        ended(3)
    url = shared_database(tmp_path)
    sent = at_once(BEFORE, SENDER, [[], []], DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path))
    assert sum(map(int, sent)) == 6
    if connection.vendor == "postgresql":
        assert Mail.objects.count() == Reminder.objects.count() == 6


def queries_for(count: int) -> int:
    for _ in range(count):
        ended(3)
    with CaptureQueriesContext(connection) as captured:
        reminders.find(TODAY)
    return len(captured)


def test_queries_do_not_grow_with_members(schedule: list[ReminderStep]) -> None:
    one = queries_for(1)
    assert queries_for(2) == one


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"days": 0}, "days"),
        ({"days": -200}, "days"),
        ({"days": 4000}, "days"),
        ({"text": "Pay {sum} now"}, "text"),
        ({"subject": "{}"}, "subject"),
        ({"subject": "x" * 151}, "subject"),
    ],
)
def test_what_cannot_be_a_step(
    schedule: list[ReminderStep], values: dict[str, Any], field: str
) -> None:
    right: dict[str, Any] = {"name": "Later", "days": 200, "subject": "", "text": ""}
    with pytest.raises(InvalidInput) as refusal:
        DUES_REMINDERS.schedule.add(actor=None, **(right | values))
    assert refusal.value.field == field and ReminderStep.objects.count() == 4


def test_the_suggested_schedule_is_set_up_once(schedule: list[ReminderStep]) -> None:
    assert [step.days for step in schedule] == [-30, 0, 30, 90]
    with pytest.raises(DomainError):
        DUES_REMINDERS.schedule.set_up(actor=None)


def test_members_merged_or_erased_are_out_of_reach(schedule: list[ReminderStep]) -> None:
    member = ended(3)
    Member.objects.filter(pk=member.pk).update(
        merged_into=MemberFactory.create(), archived_at="2026-11-01T00:00:00Z"
    )
    assert not due()
