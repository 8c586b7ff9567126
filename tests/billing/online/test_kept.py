"""What coin keeps of online payments and how long, what follows a merged member, and the copy of one's data."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coin.billing.enums import OnlineState
from coin.billing.models import Document, OnlineEvent, OnlinePayment, Payment, StoredMeans
from coin.billing.online import beginning, keeping, taking
from coin.core.personal_data import sources
from coin.members.merging.registry import parts
from coin.members.models import Member
from tests.billing.online.conftest import keep
from tests.billing.online.fake import FakeStripe
from tests.retention import apply, assert_boundary, is_due

pytestmark = pytest.mark.django_db
PAST = date(2025, 3, 1)


def on(day: date) -> datetime:
    return timezone.now() - (timezone.localdate() - day)


def test_what_brought_no_money_goes_and_what_did_stays(
    stripe: FakeStripe, paid: OnlinePayment, bob: Member
) -> None:
    attempt, _url = beginning.top_up(bob, amount=Decimal("5"), actor=None)
    OnlinePayment.objects.update(created_at=on(PAST))
    assert not is_due("billing.online", attempt, date(2030, 1, 1))  # the attempt is still open
    beginning.give_up(attempt, actor=None)
    attempt.refresh_from_db()
    day = assert_boundary("billing.online", attempt, PAST, instant=True)
    apply("billing.online", day)
    assert list(OnlinePayment.objects.all()) == [paid]


def test_a_removed_card_goes_and_stripe_forgets_the_person(
    stripe: FakeStripe, kept: StoredMeans
) -> None:
    assert not is_due("billing.stored_means", kept, date(2035, 1, 1))
    keeping.remove(kept, actor=None)
    StoredMeans.objects.update(removed_at=on(PAST))
    day = assert_boundary("billing.stored_means", kept, PAST, instant=True)
    apply("billing.stored_means", day)
    assert not StoredMeans.objects.exists()
    assert OnlinePayment.objects.get().means is None


def test_messages_that_were_handled_go(db: None) -> None:
    event = OnlineEvent.objects.create(
        event_id="evt_1",
        type="payout.paid",
        object_id="po_1",
        created_at=timezone.now(),
        received_at=on(PAST),
    )
    assert not is_due("billing.online_events", event, date(2035, 1, 1))
    OnlineEvent.objects.update(handled_at=timezone.now())
    assert_boundary("billing.online_events", event, PAST, instant=True)


def test_an_old_account_goes_with_its_online_payments(paid: OnlinePayment, owing: Member) -> None:
    later = timezone.localdate() + timedelta(days=366 * 10 + 3)
    assert is_due("billing.accounts", owing, later)
    apply("billing.accounts", later)
    for model in (OnlinePayment, Payment, Document):
        assert not model.objects.exists()


def test_a_merged_member_leaves_their_payments_and_one_card(
    stripe: FakeStripe, paid: OnlinePayment, owing: Member, bob: Member
) -> None:
    alices_card, bobs_card = keep(stripe, owing), keep(stripe, bob)
    for part in parts():
        if part.slug in {"billing.online_payments", "billing.stored_means"}:
            part.move(bob, owing, None)
    assert set(StoredMeans.objects.filter(member=owing)) == {alices_card, bobs_card}
    assert StoredMeans.objects.get(is_on=True) == alices_card
    assert not OnlinePayment.objects.filter(member=bob).exists()


def test_the_copy_of_ones_data_says_what_is_kept(
    stripe: FakeStripe, paid: OnlinePayment, kept: StoredMeans, owing: Member, bob: Member
) -> None:
    (source,) = [entry for entry in sources() if entry.slug == "online"]
    data = source.collect(owing).data
    assert [
        entry["amount"] for entry in data["online_payments"] if entry["kind"] == "documents"
    ] == [20]
    assert data["kept"][0]["last4"] == "4242"
    assert source.collect(bob).data == {"online_payments": [], "kept": []}


def test_a_card_that_was_given_once_more_is_the_same(
    stripe: FakeStripe, kept: StoredMeans, owing: Member
) -> None:
    attempt = OnlinePayment.objects.get()
    assert taking.refresh(attempt).state == OnlineState.PAID
    assert attempt.means == kept
