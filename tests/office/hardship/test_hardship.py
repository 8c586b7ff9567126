"""Members who cannot pay, in the office: payment plans previewed, then agreed; the fund, waivers, reminders."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from coin.billing.balance import queries
from coin.billing.documents.issuing import issue
from coin.billing.hardship import fund
from coin.billing.hardship import plans as payment_plans
from coin.billing.models import (
    BankAccount,
    BankImport,
    Document,
    DocumentReminder,
    DocumentReminderStep,
    Line,
    PaymentPlan,
    SuspensionPause,
)
from coin.billing.payments.services import record_payment
from coin.billing.reminders import services as document_reminders
from coin.core.models import Association, Mail, Proposal
from coin.members.models import Member, User
from tests.factories import DocumentFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=True):
        yield


@pytest.fixture
def invoice(association: Association, alice: Member) -> Document:
    draft = DocumentFactory.create(member=alice, total=Decimal("50.00"))
    return issue(draft, actor=None, on=date(2026, 9, 1))


def bank_known() -> None:
    BankImport.objects.create(
        account=BankAccount.objects.create(name="Bank"),
        name="statement",
        format="csv",
        starts_on=date(2026, 1, 1),
        ends_on=TODAY,
        lines_read=0,
        lines_new=0,
    )


class TestPlans:
    def typed(self, invoice: Document, **values: object) -> dict[str, object]:
        return {
            "documents": [invoice.pk],
            "count": 3,
            "first_on": "2026-12-05",
            "own": "",
            **values,
        }

    def test_a_plan_is_seen_then_agreed_on(
        self, office: Client, alice: Member, invoice: Document
    ) -> None:
        new = reverse("office:payment-plan-new", args=[alice.number])
        assert invoice.number and invoice.number in office.get(new).content.decode()
        looked = office.post(new, self.typed(invoice, note="Tuesday"))
        assert looked.status_code == 302 and not PaymentPlan.objects.exists()
        address = looked.headers["Location"]
        page = office.get(address).content.decode().replace("\xa0", " ")
        assert "16.67 €" in page and "16.66 €" in page and "Tuesday" in page
        assert office.post(address, {"count": 3}).status_code == 302
        plan = PaymentPlan.objects.get()
        assert plan.instalments.count() == 3 and plan.note == "Tuesday"
        record = office.get(reverse("office:payment-plan", args=[plan.pk])).content.decode()
        assert "Alice Durand" in record and invoice.number in record
        assert "Alice Durand" in office.get(reverse("office:payment-plans")).content.decode()
        # A second press on the same page makes no second plan.
        assert office.post(address, {"count": 3}).status_code == 409
        assert Mail.objects.filter(kind="billing.plan_agreed").count() == 1

    def test_instalments_may_be_written(
        self, office: Client, alice: Member, invoice: Document
    ) -> None:
        own = "05/12/2026 20,00\n2027-01-05  30.00 €"
        new = reverse("office:payment-plan-new", args=[alice.number])
        looked = office.post(new, self.typed(invoice, count="", own=own))
        office.post(looked.headers["Location"], {"count": 2})
        amounts = PaymentPlan.objects.get().instalments.values_list("due_on", "amount")
        assert list(amounts) == [
            (date(2026, 12, 5), Decimal("20.00")),
            (date(2027, 1, 5), Decimal("30.00")),
        ]

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"count": "", "own": ""}, "not both"),
            ({"own": "05/12/2026 50"}, "not both"),
            ({"count": "", "own": "31/02/2026 50"}, "is not a day and an amount"),
            ({"count": "", "own": "soon 50"}, "is not a day and an amount"),
            ({"count": "", "own": "05/12/2026 fifty"}, "is not a day and an amount"),
            ({"count": "", "own": "05/12/2026 49"}, "The instalments make"),
            ({"first_on": ""}, "Say by when"),
            ({"first_on": "2026-11-01"}, "not in the past"),
            ({"count": 61}, "less than or equal to 60"),
            ({"documents": [999_999]}, "Select a valid choice"),
        ],
    )
    def test_bad_input_is_told_and_kept(
        self,
        office: Client,
        alice: Member,
        invoice: Document,
        values: dict[str, object],
        words: str,
    ) -> None:
        new = reverse("office:payment-plan-new", args=[alice.number])
        typed = self.typed(invoice, note="Kept", **values)
        answer = office.post(new, typed)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert words in page and 'value="Kept"' in page
        assert not PaymentPlan.objects.exists()

    @pytest.mark.parametrize(
        "query", ["", "?d=1", "?d=x&i=2026-12-05+50.00", "?d=1&i=never+50", "?d=1&i=2026-12-05+x"]
    )
    def test_an_address_that_says_no_plan_is_not_found(
        self, office: Client, alice: Member, query: str
    ) -> None:
        url = reverse("office:payment-plan-confirm", args=[alice.number])
        assert office.get(url + query).status_code == 404

    def test_it_is_given_up_with_a_reason(
        self, office: Client, alice: Member, invoice: Document
    ) -> None:
        plan = payment_plans.agree_plan(
            alice, documents=[invoice.pk], dated=[(TODAY, Decimal("50.00"))], actor=None
        )
        url = reverse("office:payment-plan-give-up", args=[plan.pk])
        assert office.post(url, {"count": 1, "reason": ""}).status_code == 422
        assert office.post(url, {"count": 1, "reason": "Too much"}).status_code == 302
        plan.refresh_from_db()
        assert plan.state == "broken"
        assert (
            "Too much"
            in office.get(reverse("office:payment-plan", args=[plan.pk])).content.decode()
        )

    def test_a_request_is_answered(self, office: Client, alice: Member, invoice: Document) -> None:
        request = payment_plans.ask_plan(alice, words="10 € a month", actor=None)
        assert "asks for a payment plan" in office.get(reverse("office:home")).content.decode()
        url = reverse("office:plan-request", args=[request.pk])
        assert "10 € a month" in office.get(url).content.decode()
        new = reverse("office:payment-plan-new", args=[alice.number])
        assert "10 € a month" in office.get(new).content.decode()
        assert office.post(url, {"answer": "On Tuesday"}).status_code == 302
        assert office.post(url, {"answer": "Twice"}).status_code == 422
        assert Mail.objects.filter(kind="billing.plan_answered").count() == 1

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_the_same_queries(
        self,
        office: Client,
        association: Association,
        count: int,
        django_assert_num_queries: object,
    ) -> None:
        for _rank in range(count):
            document = issue(DocumentFactory.create(total=Decimal("9.00")), actor=None)
            payment_plans.agree_plan(
                document.member,
                documents=[document.pk],
                dated=[(TODAY, Decimal("9.00"))],
                actor=None,
            )
        url = reverse("office:payment-plans")
        office.get(url)
        with django_assert_num_queries(9):  # type: ignore[operator]
            assert office.get(url).status_code == 200


class TestFund:
    @pytest.fixture(autouse=True)
    def fed(self, association: Association, bob: Member) -> None:
        Association.objects.update(fund_open=True)
        draft = DocumentFactory.create(member=bob, total=Decimal("48.00"), lines=False)
        Line.objects.create(
            document=draft,
            label="VPN",
            unit_price=Decimal("48.00"),
            advised_price=Decimal("8.00"),
            amount=Decimal("48.00"),
            period_start=date(2026, 11, 1),
            period_end=date(2026, 12, 1),
        )
        issue(draft, actor=None, on=date(2026, 9, 1))
        record_payment(bob, amount=Decimal("48.00"), received_on=TODAY, means="cash", actor=None)

    def test_two_people_help_and_only_they_read_whom(
        self,
        alice: Member,
        invoice: Document,
        volunteer: Callable[..., User],
        sign_in: Callable[[User], Client],
    ) -> None:
        first = volunteer("billing.hardship", "members.see", "billing.see")
        second, other = volunteer("billing.hardship"), volunteer()
        client = sign_in(first)
        url = reverse("office:fund-help", args=[alice.number])
        assert "40.00" in client.get(url).content.decode()
        assert url in client.get(reverse("office:member", args=[alice.number])).content.decode()
        refused = client.post(url, {"amount": "40.01", "reason": "Lost her job", "emergency": "on"})
        assert refused.status_code == 422 and not fund.helps()
        asked = client.post(url, {"amount": "40", "reason": "Lost her job"})
        proposal = Proposal.objects.get()
        assert asked.headers["Location"] == reverse("office:proposal", args=[proposal.pk])
        assert not fund.helps()
        client = sign_in(second)
        client.post(reverse("office:proposal-confirm", args=[proposal.pk]), {"count": 1})
        assert queries.balance(alice) == Decimal("10.00")
        page = client.get(reverse("office:fund")).content.decode()
        assert "Alice Durand" in page and "Lost her job" in page
        page = sign_in(other).get(reverse("office:fund")).content.decode()
        assert "40.00" in page and "Alice Durand" not in page and "Lost her job" not in page


class TestWaivers:
    def test_a_waiver_is_a_credit_note_that_says_why(
        self, office: Client, invoice: Document
    ) -> None:
        url = reverse("office:document-waive", args=[invoice.pk])
        record = reverse("office:document", args=[invoice.pk])
        assert url in office.get(record).content.decode()
        answer = office.post(url, {"amount": "60", "reason": "A hard month"})
        assert answer.status_code == 422 and "A hard month" in answer.content.decode()
        answer = office.post(url, {"amount": "50", "reason": "A hard month"})
        note = Document.objects.get(kind="credit_note")
        assert answer.headers["Location"] == reverse("office:document", args=[note.pk])
        assert "A hard month" in office.get(answer.headers["Location"]).content.decode()
        assert url not in office.get(record).content.decode()
        assert office.post(url, {"amount": "50", "reason": "Twice"}).status_code == 422


class TestReminders:
    def test_nothing_leaves_before_it_was_read(
        self, office: Client, alice: Member, invoice: Document
    ) -> None:
        url = reverse("office:document-reminders")
        assert "No bank statement yet" in office.get(url).content.decode()
        bank_known()
        page = office.get(url).content.decode()
        assert "Set up the schedule" in page and "Nobody is to be reminded" in page
        schedule = reverse("office:document-reminder-schedule")
        assert office.post(schedule, {"count": 3}).status_code == 302
        answer = office.get(url)
        page = answer.content.decode()
        assert invoice.number and invoice.number in page and "alice@example.org" in page
        assert not Mail.objects.filter(kind="billing.document_reminder").exists()
        count = answer.context["preview"].count
        record_payment(alice, amount=Decimal("1.00"), received_on=TODAY, means="cash", actor=None)
        assert "Something changed" in office.post(url, {"count": count}).content.decode()
        assert not Mail.objects.filter(kind="billing.document_reminder").exists()
        count = office.get(url).context["preview"].count
        assert office.post(url, {"count": count}).status_code == 302
        assert "49,00" in Mail.objects.get(kind="billing.document_reminder").body

    def test_the_schedule_is_changed_and_switched(self, office: Client) -> None:
        steps = reverse("office:document-reminder-steps")
        assert "Suggested schedule" in office.get(steps).content.decode()
        new = reverse("office:document-reminder-step-new")
        typed = {"kind": "invoice", "tone": "kind", "days": "9", "subject": "", "text": ""}
        assert office.post(new, typed).status_code == 302
        answer = office.post(new, {**typed, "text": "Kept"})
        assert answer.status_code == 422 and "Kept" in answer.content.decode()
        step = DocumentReminderStep.objects.get()
        edit = reverse("office:document-reminder-step", args=[step.pk])
        assert office.post(edit, {"days": "12", "text": "{sum}"}).status_code == 422
        assert office.post(edit, {"days": "12", "text": "Hello {name}"}).status_code == 302
        office.post(reverse("office:document-reminder-step-switch", args=[step.pk]))
        step.refresh_from_db()
        assert (step.days, step.text, step.is_on) == (12, "Hello {name}", False)
        assert "12 days late" in office.get(steps).content.decode()

    def test_a_suspension_is_decided_by_a_person(
        self, office: Client, alice: Member, invoice: Document
    ) -> None:
        subscription = SubscriptionFactory.create(member=alice)
        bank_known()
        document_reminders.DOCUMENT_REMINDERS.schedule.set_up(actor=None)
        url = reverse("office:document-reminders")
        DocumentReminderStep.objects.filter(tone="last").update(days=50)
        office.post(url, {"count": office.get(url).context["preview"].count})
        page = office.get(reverse("office:suspensions")).content.decode()
        assert "Alice Durand" not in page
        DocumentReminder.objects.update(sent_at="2026-10-23T10:00Z")
        page = office.get(reverse("office:suspensions")).content.decode()
        assert reverse("office:subscription-suspend", args=[subscription.pk]) in page
        off = reverse("office:suspension-put-off", args=[alice.number])
        assert off in page
        assert office.post(off, {"until": TODAY, "reason": "Why"}).status_code == 422
        until = TODAY + timedelta(days=14)
        assert office.post(off, {"until": until, "reason": "She called"}).status_code == 302
        page = office.get(reverse("office:suspensions")).content.decode()
        assert "Alice Durand" not in page
        assert SuspensionPause.objects.get().reason == "She called"
        subscription.refresh_from_db()
        assert subscription.state == "active"
