"""Each rule about days of money holds on its very day, and not on the day before or after."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.files.uploadedfile import SimpleUploadedFile

from coin.billing.accounts import services as accounts
from coin.billing.balance import queries
from coin.billing.debits import mandates
from coin.billing.debits import services as debits
from coin.billing.debits.bank_days import next_bank_day
from coin.billing.debits.plan import plan
from coin.billing.documents.issuing import issue
from coin.billing.enums import InstalmentStatus, MandateState
from coin.billing.hardship import instalments
from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship.put_off import LONGEST, put_off
from coin.billing.models import DebitBatch, Document, Mandate, OnlinePayment, Payment
from coin.billing.online import announcing
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.members.models import Member
from tests.billing.debits.conftest import COLLECTION, IBAN, ICS
from tests.factories import DocumentFactory, MemberFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def issued(member: Member | None = None, on: date = TODAY) -> Document:
    draft = DocumentFactory.create(**({"member": member} if member else {}))
    return issue(draft, actor=None, on=on)


@pytest.fixture
def owing(association: Association) -> Document:
    return issued()


@pytest.fixture
def creditor(association: Association) -> Association:
    association.creditor_identifier = ICS
    association.save()
    return association


def mandate(**values: object) -> Mandate:
    """An active mandate, signed 36 months ago to the day and never used since, unless `values` say otherwise."""
    defaults = {"state": MandateState.ACTIVE, "signed_on": TODAY - relativedelta(months=36)}
    member = MemberFactory.create()
    row: Mandate = Mandate.objects.create(
        **{
            "member": member,
            "rum": f"{member.reference}-1",
            "iban": IBAN,
            "holder": "Alice",
            **defaults,
            **values,
        }
    )
    return row


def test_a_document_is_late_from_the_day_after_it_was_to_be_paid(owing: Document) -> None:
    assert owing.due_on == TODAY + Association.current().payment_days * DAY

    def is_late(day: date) -> bool:
        return queries.owed(owing.member, day).documents[0].is_late

    assert (is_late(owing.due_on), is_late(owing.due_on + DAY)) == (False, True)


def agreed(document: Document, first: date, last: date | None = None) -> object:
    dated = [(first, Decimal(8))] if last is None else [(first, Decimal(3)), (last, Decimal(5))]
    return payment_plans.agree_plan(
        document.member, documents=[document.pk], dated=dated, actor=None
    )


def test_an_instalment_is_late_from_the_day_after(owing: Document) -> None:
    agreed(owing, TODAY)

    def status(day: date) -> str:
        with time_machine.travel(day):
            progress = instalments.under_way(owing.member)
            assert progress is not None
            return progress.parts[0].status

    assert status(TODAY) == InstalmentStatus.NEXT
    assert status(TODAY + DAY) == InstalmentStatus.LATE


def test_instalments_begin_today_and_end_within_five_years(owing: Document) -> None:
    last = TODAY + payment_plans.LONGEST
    for days in ((TODAY - DAY, last), (TODAY, last + DAY)):
        with pytest.raises(InvalidInput) as refused:
            agreed(owing, *days)
        assert refused.value.field == "dated"
    agreed(owing, TODAY, last)


def test_a_mandate_lapses_36_months_to_the_day_after_it_was_last_used(
    association: Association,
) -> None:
    """SEPA Core rulebook, 4.1: a mandate that was not used for 36 months is cancelled by the creditor."""
    unused, younger = mandate(), mandate(signed_on=TODAY - relativedelta(months=36) + DAY)
    used = mandate(signed_on=date(2020, 1, 1), last_used_on=younger.signed_on)
    assert (mandates.is_lapsed(unused, TODAY - DAY), mandates.is_lapsed(unused, TODAY)) == (
        False,
        True,
    )
    assert mandates.lapse_mandates() == 1
    states = Mandate.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [MandateState.LAPSED, MandateState.ACTIVE, MandateState.ACTIVE]
    assert not mandates.is_lapsed(used, TODAY)


def test_a_paper_signed_36_months_ago_to_the_day_is_too_old(association: Association) -> None:
    waiting = mandate(state=MandateState.DRAFT, signed_on=None)

    def sign(day: date) -> None:
        paper = SimpleUploadedFile("mandat.pdf", PDF, content_type="application/pdf")
        mandates.sign_on_paper(waiting, paper=paper, signed_on=day, actor=None)

    for day in (TODAY - relativedelta(months=36), TODAY + DAY):
        with pytest.raises(InvalidInput) as refused:
            sign(day)
        assert refused.value.field == "signed_on"
    sign(TODAY - relativedelta(months=36) + DAY)
    assert waiting.state == MandateState.ACTIVE


def test_a_debit_takes_what_is_due_on_its_day(creditor: Association) -> None:
    active_mandate = mandate(signed_on=TODAY)
    due_on = issued(active_mandate.member).due_on
    assert due_on is not None
    assert [len(plan(day).lines) for day in (due_on - DAY, due_on)] == [0, 1]


@pytest.fixture
def announced(creditor: Association) -> DebitBatch:
    active_mandate = mandate(signed_on=TODAY)
    issued(active_mandate.member)
    batch = debits.draft_batch(next_bank_day(COLLECTION), actor=None)
    debits.announce(batch, actor=None)
    return batch


@pytest.mark.parametrize(("days", "is_in_time"), [(-1, True), (0, False)])
def test_the_banks_file_is_written_before_the_day(
    announced: DebitBatch, days: int, is_in_time: bool
) -> None:
    with time_machine.travel(announced.collection_on + days * DAY):
        if is_in_time:
            debits.write_file(announced, actor=None)
        else:
            with pytest.raises(DomainError):
                debits.write_file(announced, actor=None)


def test_numbers_follow_days_and_several_share_one(association: Association) -> None:
    issued(on=TODAY - DAY)
    issued(on=TODAY - DAY)
    with pytest.raises(InvalidInput):
        issued(on=TODAY - 2 * DAY)
    issued(on=TODAY)
    with pytest.raises(InvalidInput):
        issued(on=TODAY + DAY)


def received(on: date) -> Payment:
    return record_payment(
        MemberFactory.create(), amount=Decimal(8), received_on=on, means="cash", actor=None
    )


def test_money_may_go_back_on_the_day_it_came_and_not_before(association: Association) -> None:
    payment = received(TODAY - DAY)
    with pytest.raises(InvalidInput):
        reverse_payment(payment, actor=None, on=TODAY - 2 * DAY)
    reverse_payment(payment, actor=None, on=TODAY - DAY)


def test_a_period_is_closed_once_it_is_over_and_once(association: Association) -> None:
    with pytest.raises(InvalidInput):
        accounts.close_period(ends_on=TODAY, actor=None)
    accounts.close_period(ends_on=TODAY - 2 * DAY, actor=None)
    with pytest.raises(InvalidInput):
        accounts.close_period(ends_on=TODAY - 2 * DAY, actor=None)
    accounts.close_period(ends_on=TODAY - DAY, actor=None)


@pytest.mark.parametrize("until", [TODAY, TODAY + LONGEST + DAY])
def test_a_suspension_is_put_off_from_tomorrow_and_for_a_year(alice: Member, until: date) -> None:
    with pytest.raises(InvalidInput):
        put_off(alice, until=until, reason="Hard times", actor=None)
    for day in (TODAY + DAY, TODAY + LONGEST):
        put_off(alice, until=day, reason="Hard times", actor=None)


def test_a_charge_is_withdrawn_until_the_eve(owing: Document) -> None:
    charges = [
        OnlinePayment.objects.create(
            member=owing.member, kind="charge", amount=Decimal(8), charge_on=day
        )
        for day in (TODAY, TODAY + DAY)
    ]
    with pytest.raises(DomainError):
        announcing.withdraw_charge(charges[0], actor=None)
    announcing.withdraw_charge(charges[1], actor=None)
