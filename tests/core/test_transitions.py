import pytest

from coin.core.transitions import TransitionRefused, move, move_many
from coin.subscriptions.enums import SubscriptionState as State
from coin.subscriptions.models import Subscription
from tests.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db


def test_a_move_writes_the_row_and_the_instance() -> None:
    subscription = SubscriptionFactory.create(state=State.ACTIVE)
    move(subscription, to=State.SUSPENDED, allowed=[State.ACTIVE], note="unpaid")

    assert (subscription.state, subscription.note) == (State.SUSPENDED, "unpaid")
    subscription.refresh_from_db()
    assert (subscription.state, subscription.note) == (State.SUSPENDED, "unpaid")


def test_the_second_of_two_who_saw_the_same_state_is_refused() -> None:
    first_copy = SubscriptionFactory.create(state=State.ACTIVE)
    second_copy = Subscription.objects.get(pk=first_copy.pk)
    move(first_copy, to=State.ENDED, allowed=[State.ACTIVE])

    with pytest.raises(TransitionRefused) as refusal:
        move(second_copy, to=State.SUSPENDED, allowed=[State.ACTIVE], note="mine")
    assert refusal.value.status == 409
    assert (second_copy.state, second_copy.note) == (State.ENDED, "")
    assert not Subscription.objects.filter(note="mine").exists()


def test_many_rows_move_and_only_those_that_may() -> None:
    active = SubscriptionFactory.create_batch(2, state=State.ACTIVE)
    ended = SubscriptionFactory.create(state=State.ENDED)

    moved = move_many(Subscription.objects.all(), to=State.SUSPENDED, allowed=[State.ACTIVE])
    assert moved == [subscription.pk for subscription in active]
    ended.refresh_from_db()
    assert ended.state == State.ENDED
