"""Dues in the office: periods, plans, reduced rates, and reminders, which are read before they leave."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.billing.balance import queries
from coin.billing.due.dues import call_dues
from coin.core.board import lines_for
from coin.core.models import Association, AuditEntry, Mail
from coin.members.dues.reduced_rates import ask_reduced_rate
from coin.members.dues.renew import resign
from coin.members.models import DuesPeriod, DuesPlan, Member, ReducedRate, ReminderStep, User
from coin.members.reminders.services import DUES_REMINDERS
from tests.factories import DuesPeriodFactory, DuesPlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def ended(days_ago: int, **values: Any) -> Member:
    day = timezone.localdate() - timedelta(days=days_ago)
    start = day - timedelta(days=365)
    return DuesPeriodFactory.create(starts_on=start, ends_on=day, paid_on=start, **values).member


class TestPeriods:
    def url(self, member: Member) -> str:
        return reverse("office:dues-open", args=[member.number])

    def test_another_plan_suggests_its_own_amounts(self, office: Client, alice: Member) -> None:
        standard = DuesPlanFactory.create()
        solidarity = DuesPlanFactory.create(name="Solidarity", advised=Decimal("42.00"))
        DuesPlanFactory.create(name="Bodies", audience="organisations")
        page = office.get(self.url(alice), {"plan": standard.pk}).content.decode()
        assert 'value="15.00"' in page and "Bodies" not in page
        page = office.get(self.url(alice), {"plan": solidarity.pk}).content.decode()
        assert 'value="42.00"' in page and "42.00 € advised" in page.replace("\xa0", " ")

    def test_a_period_is_opened_with_its_gift(self, office: Client, alice: Member) -> None:
        plan, today = DuesPlanFactory.create(), timezone.localdate()
        typed = {"plan": plan.pk, "starts_on": today, "amount": "20", "gift": "5.5"}
        assert office.post(self.url(alice), typed).status_code == 302
        assert alice.dues.get().total == Decimal("25.50")

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"amount": "0.50"}, "at least"),
            ({"gift": "-1"}, "greater than or equal"),
            ({"starts_on": "0026-11-22"}, "year"),
            ({"starts_on": "yesterday"}, "valid date"),
            ({"plan": "999"}, "valid choice"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
        self, office: Client, alice: Member, typed: dict[str, str], words: str
    ) -> None:
        right = {"plan": DuesPlanFactory.create().pk, "starts_on": "2026-11-22", "amount": "17.25"}
        response = office.post(self.url(alice), right | typed)
        assert response.status_code == 422 and words in response.content.decode()
        assert typed.get("amount", "17.25") in response.content.decode()
        assert not DuesPeriod.objects.exists()

    def test_the_amount_of_unpaid_dues_is_changed_and_called_anew(
        self, office: Client, alice: Member, association: Association
    ) -> None:
        period = DuesPeriodFactory.create(member=alice)
        call_dues(period, actor=None)
        url = reverse("office:dues-change", args=[period.pk])
        assert office.post(url, {"amount": "4", "gift": ""}).status_code == 302
        assert queries.balance(alice) == Decimal(4)
        assert office.post(url, {"amount": "0"}).status_code == 422

    def test_marking_as_paid_shows_all_that_was_asked(self, office: Client, alice: Member) -> None:
        Association.current()
        Association.objects.update(late_renewal="from_paid")
        period = DuesPeriodFactory.create(member=alice, gift=Decimal(5))
        url = reverse("office:dues-paid", args=[period.pk])
        page = office.get(url).content.decode()
        assert "20.00" in page and "counts from the day it is paid" in page
        wrong = timezone.localdate() + timedelta(days=1)
        assert office.post(url, {"count": 1, "paid_on": wrong}).status_code == 422
        paid_on = timezone.localdate()
        assert office.post(url, {"count": 1, "paid_on": paid_on}).status_code == 302
        period.refresh_from_db()
        assert period.paid_on == paid_on


class TestPlans:
    def typed(self, **changed: Any) -> dict[str, Any]:
        right = {
            "name": "Solidarity",
            "minimum": "5",
            "advised": "20",
            "period_kind": "rolling",
            "months": "12",
            "starts_day": "1",
            "starts_month": "1",
            "audience": "everyone",
            "open_to_new": "on",
        }
        return right | changed

    def test_a_plan_is_made_changed_closed_and_deleted(self, office: Client) -> None:
        assert office.post(reverse("office:plan-new"), self.typed()).status_code == 302
        plan = DuesPlan.objects.get()
        assert plan.reduced is None and not plan.entry_fee
        edit = reverse("office:plan-edit", args=[plan.pk])
        assert office.post(edit, self.typed(reduced="2", entry_fee="3")).status_code == 302
        plan.refresh_from_db()
        assert plan.reduced == Decimal("2.00") and plan.entry_fee == Decimal("3.00")
        move = reverse("office:plan-move", args=[plan.pk])
        for is_open in (False, True):
            assert office.post(move, {"count": 1}).status_code == 302
            plan.refresh_from_db()
            assert plan.open_to_new is is_open
        assert office.post(reverse("office:plan-delete", args=[plan.pk]), {"count": 1})
        assert not DuesPlan.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [{"name": ""}, {"advised": "2"}, {"reduced": "6"}, {"months": "0"}, {"minimum": "x"}],
    )
    def test_what_is_wrong_is_told_at_its_field(
        self, office: Client, wrong: dict[str, str]
    ) -> None:
        response = office.post(reverse("office:plan-new"), self.typed(**wrong))
        page = response.content.decode()
        assert response.status_code == 422 and f'id="id_{next(iter(wrong))}_error"' in page
        assert not DuesPlan.objects.exists()

    def test_a_plan_that_somebody_had_cannot_be_deleted(self, office: Client) -> None:
        plan = DuesPeriodFactory.create().plan
        url = reverse("office:plan-delete", args=[plan.pk])
        assert "Delete the plan" not in office.get(url).content.decode()
        assert office.post(url, {"count": 1}).status_code == 409
        assert DuesPlan.objects.filter(pk=plan.pk).exists()


class TestReducedRates:
    def test_a_request_is_read_and_granted(self, office: Client, alice: Member) -> None:
        rate = ask_reduced_rate(alice, words="A lean year", actor=None)
        url = reverse("office:reduced-rate", args=[rate.pk])
        assert "A lean year" in office.get(url).content.decode()
        today = timezone.localdate()
        wrong = office.post(url, {"starts_on": today, "ends_on": today, "answer": "Welcome"})
        assert wrong.status_code == 422 and "Welcome" in wrong.content.decode()
        right = {"starts_on": today, "ends_on": today + timedelta(days=300)}
        assert office.post(url, right).status_code == 302
        assert ReducedRate.objects.in_force(today).exists()
        # A colleague who presses the button a second later is told that the request is answered.
        late = office.post(url, right)
        assert late.status_code == 422 and Mail.objects.count() == 1

    def test_a_request_is_declined_with_a_reason(self, office: Client, alice: Member) -> None:
        rate = ask_reduced_rate(alice, words="", actor=None)
        url = reverse("office:reduced-rate-decline", args=[rate.pk])
        assert office.post(url, {"answer": ""}).status_code == 422
        assert office.post(url, {"answer": "In spring"}).status_code == 302
        page = office.get(reverse("office:reduced-rate", args=[rate.pk])).content.decode()
        assert "In spring" in page and "Grant the reduced rate" not in page

    def test_it_is_given_without_a_request(self, office: Client, alice: Member) -> None:
        today = timezone.localdate()
        url = reverse("office:reduced-rate-new", args=[alice.number])
        assert office.get(url).status_code == 200
        office.post(url, {"starts_on": today, "ends_on": today + timedelta(days=30)})
        assert ReducedRate.objects.in_force(today).get().member == alice


class TestReminders:
    @pytest.fixture
    def schedule(self, association: Association) -> list[ReminderStep]:
        return DUES_REMINDERS.schedule.set_up(actor=None)

    url = "/bureau/relances/"

    def seen(self, office: Client) -> str:
        return str(office.get(self.url).context["preview"].count)

    def test_each_mail_is_read_as_it_will_leave_then_sent(
        self, office: Client, treasurer: User, schedule: list[ReminderStep]
    ) -> None:
        soon, late = ended(-5), ended(31)
        ended(3, member__email="")
        page = office.get(self.url).content.decode()
        assert page.count('<details class="letter"') == 2 and "Send 2 reminders" in page
        assert soon.email in page and late.email in page and "No e-mail address" in page
        assert not Mail.objects.exists()
        office.post(self.url, {"count": self.seen(office)})
        sent = {mail.to: mail.body for mail in Mail.objects.all()}
        assert set(sent) == {soon.email, late.email}
        shown = page.replace("&#x27;", "'")
        assert all(body.strip() in shown for body in sent.values())
        assert (
            AuditEntry.objects.filter(action="members.reminder_sent", actor=treasurer).count() == 2
        )
        assert "Nobody is to be reminded today." in office.get(self.url).content.decode()

    def test_nothing_leaves_when_the_page_is_no_longer_true(
        self, office: Client, schedule: list[ReminderStep]
    ) -> None:
        first = ended(3)
        seen = self.seen(office)
        resign(first, on=timezone.localdate(), actor=None)
        ended(3)  # as many reminders as before, but to another member
        response = office.post(self.url, {"count": seen})
        assert "Something changed meanwhile" in response.content.decode()
        assert not Mail.objects.exists()

    def test_two_presses_of_the_same_page_send_once(
        self, office: Client, schedule: list[ReminderStep]
    ) -> None:
        ended(3)
        seen = self.seen(office)
        for _ in range(2):
            office.post(self.url, {"count": seen})
        assert Mail.objects.count() == 1

    def test_the_board_counts_what_waits(
        self, schedule: list[ReminderStep], volunteer: Callable[..., User]
    ) -> None:
        reminder = volunteer("members.remind")
        assert not lines_for(reminder)
        ended(3)
        [[line]] = lines_for(reminder).values()
        assert (line.count, line.url) == (1, self.url)

    def test_the_schedule_is_suggested_then_changed_and_switched_off(self, office: Client) -> None:
        steps = reverse("office:reminder-steps")
        assert "Suggested schedule" in office.get(steps).content.decode()
        assert office.post(reverse("office:reminder-schedule"), {"count": 4}).status_code == 302
        assert "Suggested schedule" not in office.get(steps).content.decode()
        step = ReminderStep.objects.get(days=30)
        url = reverse("office:reminder-step", args=[step.pk])
        typed = {"name": "Later", "days": "45", "subject": "", "text": "Dear {nobody}"}
        refused = office.post(url, typed)
        assert refused.status_code == 422 and "Dear {nobody}" in refused.content.decode()
        assert office.post(url, typed | {"text": "Dear {name}"}).status_code == 302
        office.post(reverse("office:reminder-step-switch", args=[step.pk]))
        step.refresh_from_db()
        assert (step.days, step.text, step.is_on) == (45, "Dear {name}", False)
        added = {"name": "Last", "days": "120", "subject": "", "text": ""}
        assert office.post(reverse("office:reminder-step-new"), added).status_code == 302
        assert office.post(reverse("office:reminder-step-new"), added).status_code == 422

    def test_the_page_costs_the_same_for_three_as_for_one(
        self, office: Client, schedule: list[ReminderStep], django_assert_max_num_queries: Any
    ) -> None:
        ended(3)
        office.get(self.url)
        with django_assert_max_num_queries(40) as one:
            office.get(self.url)
        ended(3), ended(4)
        with django_assert_max_num_queries(len(one.captured_queries)):
            office.get(self.url)
