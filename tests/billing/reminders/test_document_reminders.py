"""Reminders of unpaid documents: in steps, never for days that no bank statement covers, never twice."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from coin.billing.debits import services as debits
from coin.billing.enums import DocumentKind, ReminderTone
from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship.instalments import equal_instalments
from coin.billing.models import Document, DocumentReminder, DocumentReminderStep, OnlinePayment
from coin.billing.reminders import find as reminders
from coin.billing.reminders.services import DOCUMENT_REMINDERS
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry, Mail
from coin.members.models import Member, User
from tests.billing.debits.conftest import COLLECTION, signed
from tests.billing.hardship.conftest import TODAY, bank_known, euros, issued, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def schedule(association: Association) -> list[DocumentReminderStep]:
    return DOCUMENT_REMINDERS.schedule.set_up(actor=None)


def of_documents(reminder_round: reminders.Round) -> list[reminders.Due]:
    return [due for due in reminder_round.due if isinstance(due, reminders.Due)]


def test_nobody_is_reminded_while_the_bank_is_not_known(late: list[Document]) -> None:
    assert reminders.find(TODAY).known_until is None
    bank_known(date(2026, 10, 7))
    assert not reminders.find(
        TODAY
    ).due  # six days late on the last day that the bank is known; the first step waits for seven
    bank_known(date(2026, 10, 8))
    reminder_round = reminders.find(TODAY)
    assert [due.step.tone for due in of_documents(reminder_round)] == [ReminderTone.KIND]
    assert [due.documents for due in of_documents(reminder_round)] == [[late[0]]]


def test_one_mail_about_all_that_is_late_at_the_highest_step(
    alice: Member, late: list[Document], association: Association, charlie: User
) -> None:
    bank_known()
    reminder_round = reminders.find(TODAY)
    (due,) = of_documents(reminder_round)
    assert (due.step.tone, due.amount) == ("firm", euros("50.00"))
    letter = DOCUMENT_REMINDERS.write(due, association)
    body = letter.body.replace("\xa0", " ")
    for words in ("50,00 €", late[0].number, late[1].number, "30,00 €", alice.reference):
        assert str(words) in body
    assert "/espace/echeancier/" in body and "\n\n\n" not in body
    assert DOCUMENT_REMINDERS.send(reminder_round, actor=charlie) == 1
    mail = Mail.objects.get(kind="billing.document_reminder")
    assert mail.subject == " ".join(letter.subject.split()) and mail.body == letter.body
    assert mail.to == "alice@example.org"
    assert DocumentReminder.objects.filter(mail=mail).count() == 2
    assert AuditEntry.objects.get(action="billing.document_reminded").actor == charlie


def test_pressing_twice_or_two_at_once_sends_once(alice: Member, late: list[Document]) -> None:
    bank_known()
    first, second = reminders.find(TODAY), reminders.find(TODAY)
    assert DOCUMENT_REMINDERS.send(first, actor=None) == 1
    assert DOCUMENT_REMINDERS.send(second, actor=None) == 0
    assert not reminders.find(TODAY).due
    assert Mail.objects.filter(kind="billing.document_reminder").count() == 1
    row = DocumentReminder.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentReminder.objects.create(document_id=row.document_id, step_id=row.step_id)


def test_whoever_pays_between_the_look_and_the_press_is_passed_over(
    alice: Member, late: list[Document]
) -> None:
    bank_known()
    reminder_round = reminders.find(TODAY)
    before = reminder_round.fingerprint
    pay(alice, "10.00")
    assert reminders.find(TODAY).fingerprint != before
    assert DOCUMENT_REMINDERS.send(reminder_round, actor=None) == 0
    assert not Mail.objects.filter(kind="billing.document_reminder").exists()
    assert reminders.find(TODAY).due[0].amount == euros("40.00")


def test_steps_follow_one_another_until_the_last(alice: Member, late: list[Document]) -> None:
    tones = []
    for days in (8, 20, 31, 45, 61, 90, 200):
        day = date(2026, 10, 1) + timedelta(days=days)
        with time_machine.travel(day):
            bank_known(day)
            reminder_round = reminders.find(day, member=alice)
            about_the_first = [
                due for due in of_documents(reminder_round) if late[0].pk in dict(due.come)
            ]
            tones += [(days, due.step.tone) for due in about_the_first]
            DOCUMENT_REMINDERS.send(reminder_round, actor=None)
    assert tones == [(8, "kind"), (31, "firm"), (61, "last")]


def test_a_plan_a_debit_and_a_dispute_hold_it_back_and_it_is_said(
    alice: Member, bob: Member, late: list[Document], association: Association
) -> None:
    bank_known()
    association.creditor_identifier = "FR72ZZZ123456"
    association.save()
    signed(bob)
    issued(bob, on=date(2026, 10, 2))
    debits.draft_batch(COLLECTION, actor=None)
    payment_plans.agree_plan(
        alice,
        documents=[row.pk for row in late],
        dated=equal_instalments(euros("50.00"), 2, date(2026, 12, 1)),
        actor=None,
    )
    reminder_round = reminders.find(TODAY)
    assert not reminder_round.due
    assert {row.member for row in reminder_round.odd} == {alice, bob}


def test_a_disputed_one_is_left_out_of_the_mail(alice: Member, late: list[Document]) -> None:
    bank_known()
    attempt = OnlinePayment.objects.create(
        member=alice,
        kind="documents",
        state="paid",
        amount=euros("30.00"),
        disputed_at="2026-11-01T10:00Z",
    )
    attempt.documents.add(late[0])
    (due,) = of_documents(reminders.find(TODAY))
    assert due.documents == [late[1]]


def test_a_charge_that_was_announced_is_on_its_way(alice: Member, late: list[Document]) -> None:
    bank_known()
    attempt = OnlinePayment.objects.create(
        member=alice, kind="charge", state="open", charge_on=TODAY, amount=euros("50.00")
    )
    attempt.documents.add(*late)
    reminder_round = reminders.find(TODAY)
    assert not reminder_round.due and [odd.member for odd in reminder_round.odd] == [alice]
    assert not payment_plans.open_documents(alice)
    OnlinePayment.objects.update(
        kind="documents", charge_on=None
    )  # a page of Stripe that somebody left open
    assert reminders.find(TODAY).due


def test_a_member_without_address_is_told_of_and_an_erased_one_is_not(
    alice: Member, late: list[Document]
) -> None:
    bank_known()
    Member.objects.filter(pk=alice.pk).update(email="")
    reminder_round = reminders.find(TODAY)
    assert not reminder_round.due and [odd.member for odd in reminder_round.odd] == [alice]
    Member.objects.filter(pk=alice.pk).update(
        erased_at="2026-11-01T10:00Z", archived_at="2026-11-01T10:00Z"
    )
    assert not reminders.find(TODAY).odd


def test_a_late_instalment_is_written_about_once_and_kindly(
    alice: Member, late: list[Document], association: Association
) -> None:
    plan = payment_plans.agree_plan(
        alice,
        documents=[row.pk for row in late],
        dated=equal_instalments(euros("50.00"), 5, TODAY),
        actor=None,
    )
    day = TODAY + timedelta(days=5)
    with time_machine.travel(day):
        bank_known(TODAY + timedelta(days=4))
        assert not reminders.find(day).due
        bank_known(day)
        reminder_round = reminders.find(day)
        assert [row.amount for row in reminder_round.due] == [euros("10.00")]
        assert DOCUMENT_REMINDERS.send(reminder_round, actor=None) == 1
        assert DOCUMENT_REMINDERS.send(reminder_round, actor=None) == 0
        assert not reminders.find(day).due
    mail = Mail.objects.get(kind="billing.instalment_late")
    assert "10,00 €" in mail.body.replace("\xa0", " ")
    assert plan.instalments.get(due_on=TODAY).reminded_at


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"kind": "credit_note"}, "kind"),
        ({"kind": "else"}, "kind"),
        ({"tone": "angry"}, "tone"),
        ({"tone": "kind", "kind": "invoice"}, "tone"),
        ({"days": 731}, "days"),
        ({"subject": "Dear {nobody}"}, "subject"),
        ({"text": "{sum}"}, "text"),
    ],
)
def test_a_step_that_is_none_is_refused(values: dict[str, object], field: str) -> None:
    right_values = {"kind": "dues_call", "tone": "kind", "days": 10, "subject": "", "text": ""}
    with pytest.raises(InvalidInput) as refusal:
        DOCUMENT_REMINDERS.schedule.add(actor=None, **{**right_values, **values})
    assert refusal.value.field == field
    assert DocumentReminderStep.objects.count() == 3


def test_the_kind_one_comes_before_the_firm_one(schedule: list[DocumentReminderStep]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        DOCUMENT_REMINDERS.schedule.change(schedule[0], actor=None, days=30)
    assert refusal.value.field == "days"
    DOCUMENT_REMINDERS.schedule.change(schedule[0], actor=None, days=29)
    with pytest.raises(DomainError):
        DOCUMENT_REMINDERS.schedule.set_up(actor=None)


def test_the_association_s_own_words_are_sent(
    late: list[Document], association: Association, schedule: list[DocumentReminderStep]
) -> None:
    bank_known()
    DOCUMENT_REMINDERS.schedule.change(
        schedule[1], actor=None, subject="{amount}, {name}", text="Since {day}."
    )
    reminder_round = reminders.find(TODAY)
    letter = DOCUMENT_REMINDERS.write(reminder_round.due[0], association)
    assert letter.subject.replace("\xa0", " ") == "50,00 €, Alice Durand"
    assert "Since 1 octobre 2026." in letter.body


def test_the_queries_do_not_grow_with_the_members(
    alice: Member, bob: Member, late: list[Document], django_assert_num_queries: object
) -> None:
    bank_known()
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(reminders.find(TODAY).due) == 1
    issued(bob, on=date(2026, 10, 2))
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(reminders.find(TODAY).due) == 2
    assert reminders.find(TODAY, most=1).more == 1
    assert DocumentKind.GIFT not in reminders.KINDS
