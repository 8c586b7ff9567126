from datetime import date
from decimal import Decimal

import pytest

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import Member, User
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import accept
from coin.subscriptions.models import Offer, Subscription
from tests.factories import MemberFactory, OfferFactory, OfferItemFactory


@pytest.fixture
def mailbox(db: None) -> Offer:
    """An offer at 3 € a month that a volunteer sets up by hand, with a set-up fee of 10 €."""
    offer = OfferFactory.create(monthly_price=Decimal(3), setup_fee=Decimal(10))
    OfferItemFactory.create(offer=offer)
    return offer


def test_asking_keeps_the_price_and_waits(alice: Member, mailbox: Offer, charlie: User) -> None:
    asked = subscribe(alice, mailbox, actor=charlie, note="for the allotment")

    assert (asked.state, asked.monthly_price, asked.setup_fee) == (
        SubscriptionState.REQUESTED,
        Decimal(3),
        Decimal(10),
    )
    assert (asked.note, asked.services.count()) == ("for the allotment", 0)
    entry = AuditEntry.objects.get(action="subscriptions.requested")
    assert (entry.actor, entry.member_number) == (charlie, alice.number)


@pytest.mark.parametrize(
    ("minimum", "wished", "agreed"),
    [(None, "3", "3"), ("1", None, "3"), ("1", "1", "1"), ("1", "20", "20")],
)
def test_a_free_price_is_the_member_s(
    minimum: str | None,
    wished: str | None,
    agreed: str,
    alice: Member,
    mailbox: Offer,
    charlie: User,
) -> None:
    mailbox.minimum = Decimal(minimum) if minimum else None
    price = Decimal(wished) if wished else None
    asked = subscribe(alice, mailbox, actor=charlie, monthly_price=price)
    assert asked.monthly_price == Decimal(agreed)


@pytest.mark.parametrize(("minimum", "wished"), [(None, "2"), ("1", "0.99"), ("1", "-5")])
def test_a_price_below_what_is_asked_is_refused(
    minimum: str | None, wished: str, alice: Member, mailbox: Offer, charlie: User
) -> None:
    mailbox.minimum = Decimal(minimum) if minimum else None
    with pytest.raises(InvalidInput) as refusal:
        subscribe(alice, mailbox, actor=charlie, monthly_price=Decimal(wished))
    assert refusal.value.field == "monthly_price"
    assert not Subscription.objects.exists()


def test_closed_and_empty_offers_are_refused(alice: Member, mailbox: Offer, charlie: User) -> None:
    mailbox.open_to_new = False
    for offer in (mailbox, OfferFactory.create()):
        with pytest.raises(InvalidInput) as refusal:
            subscribe(alice, offer, actor=charlie)
        assert refusal.value.field == "offer"


def test_who_left_neither_asks_nor_is_accepted(mailbox: Offer, charlie: User) -> None:
    member = MemberFactory.create()
    asked = subscribe(member, mailbox, actor=charlie)
    member.left_on = date(2026, 1, 1)
    with pytest.raises(DomainError):
        subscribe(member, mailbox, actor=charlie)
    with pytest.raises(DomainError):
        accept(asked, actor=charlie)


def test_each_item_s_form_has_its_say(alice: Member, bundle: Offer, charlie: User) -> None:
    vpn = bundle.items.get(label="VPN")
    with pytest.raises(InvalidInput) as refusal:
        subscribe(alice, bundle, actor=charlie)
    assert refusal.value.field == "key"
    with pytest.raises(InvalidInput) as refusal:
        subscribe(alice, bundle, actor=charlie, parameters={vpn.pk: {"key": "x" * 21}})
    assert refusal.value.field == "key"


def test_nothing_is_chosen_where_there_is_no_form(
    alice: Member, bundle: Offer, mailbox: Offer, charlie: User
) -> None:
    by_hand = mailbox.items.get()
    for wrong in ({by_hand.pk: {"colour": "red"}}, {bundle.items.all()[0].pk: {"key": "k"}}):
        with pytest.raises(InvalidInput):
            subscribe(alice, mailbox, actor=charlie, parameters=wrong)
