"""Instalments agreed on with a member: what they must be, what they hold back, how they are kept."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from coin.billing.balance import queries
from coin.billing.debits.plan import plan as debit_plan
from coin.billing.due.dues import call_dues
from coin.billing.enums import InstalmentStatus, PlanState
from coin.billing.hardship import instalments
from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship.instalments import equal_instalments
from coin.billing.models import Document, Payment, PaymentPlan, PlanRequest
from coin.billing.payments.services import reverse_payment
from coin.core.board import lines_for
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry, Mail
from coin.core.transitions import TransitionRefused
from coin.members.merging.services import merge_members
from coin.members.models import Member, ReminderStep, User
from coin.members.reminders import find as dues_reminders
from tests.billing.debits.conftest import signed
from tests.billing.hardship.conftest import TODAY, euros, issued, pay
from tests.factories import DuesPeriodFactory

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 5)


def agree(
    member: Member, documents: list[Document], count: int = 5, first: date = FIRST
) -> PaymentPlan:
    left = queries.with_rest(
        Document.objects.filter(pk__in=[document.pk for document in documents])
    )
    owed = sum((document.rest for document in left), Decimal(0))
    return payment_plans.agree_plan(
        member,
        documents=[document.pk for document in documents],
        dated=equal_instalments(owed, count, first),
        actor=None,
    )


@pytest.mark.parametrize(
    ("amount", "count", "parts"),
    [
        ("100.00", 3, ["33.34", "33.33", "33.33"]),
        ("0.05", 3, ["0.02", "0.02", "0.01"]),
        ("10.00", 1, ["10.00"]),
    ],
)
def test_equal_instalments_make_the_whole_to_the_cent(
    amount: str, count: int, parts: list[str]
) -> None:
    dated = equal_instalments(euros(amount), count, date(2026, 12, 31))
    assert [part for _day, part in dated] == [euros(expected_part) for expected_part in parts]
    assert sum(part for _day, part in dated) == euros(amount)


def test_a_month_without_the_day_has_its_instalment_on_its_last_day() -> None:
    days = [day for day, _part in equal_instalments(euros("3.00"), 3, date(2026, 12, 31))]
    assert days == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]


def test_what_is_in_a_plan_is_neither_late_nor_collected(
    association: Association, alice: Member, late: list[Document]
) -> None:
    association.creditor_identifier = "FR72ZZZ123456"
    association.save()
    signed(alice)
    plan = agree(alice, late)
    owed = queries.owed(alice)
    assert [(document.is_late, document.is_in_plan) for document in owed.documents] == [
        (False, True)
    ] * 2
    assert owed.next_due_on is None and owed.balance == euros("50.00")
    status = queries.documents_list().get(pk=late[0].pk).payment_status
    assert status == "in_plan"
    batch = debit_plan(date(2026, 12, 22))
    assert not batch.lines
    assert {aside.document for aside in batch.asides} == set(late)
    assert plan.instalments.count() == 5


def test_the_member_is_told_the_instalments_and_how_to_pay(
    alice: Member, late: list[Document]
) -> None:
    agree(alice, late)
    mail = Mail.objects.get(kind="billing.plan_agreed")
    body = mail.body.replace("\xa0", " ")
    assert mail.to == "alice@example.org"
    assert body.count("10,00 €") == 5 and str(late[0]) in body and alice.reference in body
    trace = AuditEntry.objects.get(action="billing.plan_agreed")
    assert trace.member_number == alice.number


def test_payments_keep_it_and_a_reversal_takes_it_up_again(
    alice: Member, late: list[Document]
) -> None:
    plan = agree(alice, late)
    pay(alice, "15.00")
    progress = instalments.progress(plan)
    assert progress.paid == euros("15.00") and progress.left == euros("35.00")
    assert [part.left for part in progress.parts[:3]] == [
        euros("0.00"),
        euros("5.00"),
        euros("10.00"),
    ]
    assert progress.next and progress.next.instalment.due_on == date(2027, 1, 5)
    pay(alice, "35.00")
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on) == (PlanState.KEPT, TODAY)
    reverse_payment(Payment.objects.order_by("-pk")[0], actor=None)
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on) == (PlanState.AGREED, None)
    acts = AuditEntry.objects.values_list("action", flat=True)
    assert {"billing.plan_kept", "billing.plan_reopened"} <= set(acts)


def test_a_late_instalment_is_on_the_board(
    alice: Member, late: list[Document], volunteer: object
) -> None:
    plan = agree(alice, late, first=TODAY)
    progress = instalments.progress(plan, date(2026, 12, 23))
    assert [part.status for part in progress.parts] == [
        InstalmentStatus.LATE,
        InstalmentStatus.LATE,
        InstalmentStatus.NEXT,
        InstalmentStatus.TO_COME,
        InstalmentStatus.TO_COME,
    ]
    assert progress.late_amount == progress.to_pay_now == euros("20.00")
    user = volunteer("billing.hardship")  # type: ignore[operator]
    assert not _lines(user)
    plan.instalments.filter(due_on=TODAY).update(due_on=date(2026, 11, 1))
    assert ["Alice Durand" in line for line in _lines(user)] == [True]


def _lines(user: User) -> list[str]:
    return [str(line.text) for lines in lines_for(user).values() for line in lines]


@pytest.mark.parametrize(
    "dated",
    [
        [],
        [(FIRST, euros("49.99"))],
        [(FIRST, euros("25.00")), (FIRST, euros("25.00"))],
        [(date(2027, 1, 5), euros("25.00")), (FIRST, euros("25.00"))],
        [(date(2026, 11, 21), euros("50.00"))],
        [(FIRST, euros("0.00")), (date(2027, 1, 5), euros("50.00"))],
        [(FIRST, euros("60.00")), (date(2027, 1, 5), euros("-10.00"))],
        [(FIRST, euros("24.995")), (date(2027, 1, 5), euros("25.005"))],
        [(FIRST, Decimal("NaN"))],
        [(date(2099, 1, 5), euros("50.00"))],
    ],
)
def test_instalments_that_are_none_are_refused_and_nothing_is_written(
    alice: Member, late: list[Document], dated: list[instalments.Dated]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        payment_plans.agree_plan(
            alice, documents=[document.pk for document in late], dated=dated, actor=None
        )
    assert refusal.value.field == "dated"
    assert not PaymentPlan.objects.exists() and not Mail.objects.exists()


def test_documents_of_others_paid_or_younger_than_one_left_out_are_refused(
    alice: Member, bob: Member, late: list[Document]
) -> None:
    his, paid = issued(bob), late[0]
    for chosen in ([his.pk], [], [late[1].pk], [999_999]):
        with pytest.raises(InvalidInput) as refusal:
            payment_plans.agree_plan(
                alice, documents=chosen, dated=[(FIRST, euros("20.00"))], actor=None
            )
        assert refusal.value.field == "documents"
    pay(alice, "30.00")
    with pytest.raises(InvalidInput):
        payment_plans.agree_plan(
            alice, documents=[paid.pk], dated=[(FIRST, euros("30.00"))], actor=None
        )


def test_one_plan_at_a_time_by_the_service_and_by_the_database(
    alice: Member, late: list[Document]
) -> None:
    plan = agree(alice, late)
    with pytest.raises(DomainError):
        agree(alice, late)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentPlan.objects.create(member=alice, agreed_on=TODAY)
    payment_plans.give_up_plan(plan, reason="Found a job", actor=None)
    plan.refresh_from_db()
    assert (plan.state, plan.end_reason) == (PlanState.BROKEN, "Found a job")
    assert queries.owed(alice).documents[0].is_late
    with pytest.raises(TransitionRefused):
        payment_plans.give_up_plan(plan, reason="Twice", actor=None)
    assert agree(alice, late).state == PlanState.AGREED


def test_giving_up_wants_a_reason(alice: Member, late: list[Document]) -> None:
    plan = agree(alice, late)
    for reason in ("  ", "x" * 251):
        with pytest.raises(InvalidInput):
            payment_plans.give_up_plan(plan, reason=reason, actor=None)
    plan.refresh_from_db()
    assert plan.state == PlanState.AGREED


def test_a_request_waits_once_and_is_answered_by_the_plan_or_in_words(
    alice: Member, late: list[Document], charlie: User
) -> None:
    request = payment_plans.ask_plan(alice, words=" 10 € a month ", actor=None)
    assert request.words == "10 € a month"
    for words in ("Again", " ", "x" * 2001):
        with pytest.raises(DomainError):
            payment_plans.ask_plan(alice, words=words, actor=None)
    plan = agree(alice, late)
    request.refresh_from_db()
    assert request.plan == plan and request.answered_at
    with pytest.raises(DomainError):
        payment_plans.answer_request(request, answer="No", actor=charlie)
    with pytest.raises(DomainError):
        payment_plans.ask_plan(alice, words="Another", actor=None)
    payment_plans.give_up_plan(plan, reason="Too much", actor=None)
    again = payment_plans.ask_plan(alice, words="5 € a month", actor=None)
    payment_plans.answer_request(again, answer="Let us talk on Tuesday.", actor=charlie)
    mail = Mail.objects.get(kind="billing.plan_answered")
    assert "Let us talk on Tuesday." in mail.body
    assert PlanRequest.objects.get(pk=again.pk).answered_by == charlie


def test_merging_moves_a_plan_and_refuses_two(
    alice: Member, bob: Member, late: list[Document], charlie: User
) -> None:
    agree(alice, late)
    agree(bob, [issued(bob)])
    with pytest.raises(DomainError):
        merge_members(bob, merged=alice.number, actor=charlie)
    PaymentPlan.objects.filter(member=bob).delete()
    payment_plans.ask_plan(bob, words="Mine", actor=None)
    merge_members(bob, merged=alice.number, actor=charlie)
    assert PaymentPlan.objects.get().member == bob
    assert PlanRequest.objects.get().member == bob


def test_progress_takes_the_same_queries_whatever_the_number_of_plans(
    alice: Member, bob: Member, late: list[Document], django_assert_num_queries: object
) -> None:
    plans = [agree(alice, late)]
    with django_assert_num_queries(3):  # type: ignore[operator]
        instalments.progress_of(plans)
    plans.append(agree(bob, [issued(bob)]))
    with django_assert_num_queries(3):  # type: ignore[operator]
        instalments.progress_of(plans)


def test_dues_in_a_plan_are_not_reminded_of_by_the_dues_reminders(
    alice: Member, association: Association
) -> None:
    period = DuesPeriodFactory.create(member=alice, starts_on=date(2026, 9, 1))
    ReminderStep.objects.create(name="A month after", days=30)
    call = call_dues(period, actor=None)
    assert call
    assert [row.member for row in dues_reminders.find(TODAY).due] == [alice]
    agree(alice, [call], count=2)
    reminder_round = dues_reminders.find(TODAY)
    assert not reminder_round.due and [row.member for row in reminder_round.odd] == [alice]
