"""Offers, subscriptions and their services, their prices and their sharing."""

from copy import copy
from datetime import date, timedelta
from decimal import Decimal

from coin.members.models import Member, User
from coin.subscriptions import actions
from coin.subscriptions.catalogue import services as offers
from coin.subscriptions.enums import SplitMode
from coin.subscriptions.life.change import change_service
from coin.subscriptions.life.confirm import confirm_service
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import accept, end, refuse, resume, suspend
from coin.subscriptions.models import Offer, Price, Service, SharingRequest, Subscription
from coin.subscriptions.prices import agreed
from coin.subscriptions.prices import services as prices
from coin.subscriptions.sharing import requests as sharing_requests
from coin.subscriptions.sharing import services as sharing
from tests.factories import (
    OfferFactory,
    OfferItemFactory,
    ServiceFactory,
    SubscriptionFactory,
)
from tests.journal.provoking import Row, provokes
from tests.subscriptions.recorder import Recorder

TODAY = date(2026, 11, 22)
LATER = TODAY + timedelta(days=40)


@provokes(actions.REQUESTED)
def a_subscription_is_asked_for(alice: Member, by: User) -> Row:
    offer = OfferItemFactory.create().offer
    subscription = subscribe(alice, offer, actor=by)
    return Row(subscription, alice, changes=("offer", "monthly_price"))


@provokes(actions.ACCEPTED)
def a_subscription_is_accepted(by: User) -> Row:
    subscription = SubscriptionFactory.create(state="requested", active_on=None)
    accept(subscription, actor=by)
    return moved(subscription)


@provokes(actions.REFUSED)
def a_subscription_is_refused(by: User) -> Row:
    subscription = SubscriptionFactory.create(state="requested", active_on=None)
    refuse(subscription, reason="Out of reach.", actor=by)
    return moved(subscription)


@provokes(actions.ACTIVATED)
def a_subscription_works_since_its_services_do(by: User) -> Row:
    service = waiting_service()
    confirm_service(service, actor=by)
    return moved(service.subscription)


@provokes(actions.SERVICE_ACTIVATED)
def a_service_is_activated(by: User) -> Row:
    service = waiting_service()
    confirm_service(service, actor=by)
    return Row(service, service.subscription.member, changes=("state",))


@provokes(actions.SUSPENDED)
def a_subscription_is_suspended(by: User) -> Row:
    subscription = SubscriptionFactory.create()
    suspend(subscription, actor=by)
    return moved(subscription)


@provokes(actions.RESUMED)
def a_subscription_is_resumed(by: User) -> Row:
    subscription = SubscriptionFactory.create(state="suspended")
    resume(subscription, actor=by)
    return moved(subscription)


@provokes(actions.ENDED)
def a_subscription_is_ended(by: User) -> Row:
    subscription = SubscriptionFactory.create()
    end(subscription, on=TODAY, actor=by)
    return Row(subscription, subscription.member, changes=("state", "ended_on"))


@provokes(actions.SERVICE_CHANGED)
def a_service_is_changed(recorder: Recorder, by: User) -> Row:
    service = ServiceFactory.create(service_type=recorder.slug, parameters={"password": ""})
    change_service(service, parameters={"key": "k2"}, actor=by)
    return Row(service, service.subscription.member, changes=("key",))


@provokes(actions.SERVICE_DONE_BY_HAND)
def a_change_is_done_by_hand(by: User) -> Row:
    service = ServiceFactory.create(wanted_revision=2, applied_revision=1)
    confirm_service(service, actor=by)
    return Row(service, service.subscription.member)


@provokes(actions.PRICE_CHANGED)
def a_price_is_changed(by: User) -> Row:
    row = prices.change_price(
        SubscriptionFactory.create(), monthly_price=Decimal(9), starts_on=TODAY, actor=by
    )
    return Row(row, row.subscription.member, changes=("monthly_price", "starts_on"))


@provokes(actions.REDUCED_PRICE_GIVEN)
def a_reduced_price_is_given(by: User) -> Row:
    row = reduced(by)
    return Row(row, row.subscription.member, changes=("monthly_price", "starts_on", "ends_on"))


@provokes(actions.REDUCED_PRICE_ENDED)
def a_reduced_price_is_ended(by: User) -> Row:
    row = reduced()
    prices.end_reduced_price(row, on=TODAY + timedelta(days=9), actor=by)
    return Row(row, row.subscription.member, changes=("ends_on",))


@provokes(actions.TERM_CHANGED)
def a_term_is_changed(by: User) -> Row:
    subscription = SubscriptionFactory.create()
    agreed.change_term(subscription, term="quarterly", in_arrears=False, actor=by)
    return Row(subscription, subscription.member, changes=("term",))


@provokes(actions.DEPOSIT_BACK)
def a_deposit_is_given_back(by: User) -> Row:
    subscription = SubscriptionFactory.create(state="ended", ended_on=TODAY, deposit=Decimal(50))
    agreed.give_deposit_back(subscription, on=TODAY, actor=by)
    return Row(subscription, subscription.member, changes=("deposit_back_on", "deposit"))


@provokes(actions.SPLIT)
def the_cost_of_a_line_is_split(alice: Member, bob: Member, by: User) -> list[Row]:
    split = sharing.split_cost(
        SubscriptionFactory.create(member=alice),
        starts_on=LATER,
        mode=SplitMode.PARTS,
        shares=[(alice, Decimal(1)), (bob, Decimal(1))],
        actor=by,
    )
    return [Row(split, member, changes=("starts_on", "share")) for member in (alice, bob)]


@provokes(actions.SHARING_ASKED)
def sharing_a_line_is_asked_for(alice: Member, by: User) -> Row:
    subscription = SubscriptionFactory.create(member=alice)
    sharing_requests.ask_to_share(subscription, words="With Bob.", actor=by)
    return Row(subscription, alice)


@provokes(actions.SHARING_ANSWERED)
def sharing_a_line_is_declined(alice: Member, by: User) -> Row:
    subscription = SubscriptionFactory.create(member=alice)
    SharingRequest.objects.create(subscription=subscription, words="With Bob.")
    sharing_requests.decline_sharing(subscription, answer="Not this line.", actor=by)
    return Row(subscription, alice)


@provokes(actions.OFFER_CREATED)
def an_offer_is_made(by: User) -> Row:
    offer = offers.create_offer(name="Fibre", technology="vpn", monthly_price=Decimal(30), actor=by)
    return Row(offer, changes=("monthly_price", "term", "deposit"))


@provokes(actions.OFFER_CHANGED)
def an_offer_is_changed(by: User) -> Row:
    offer = OfferFactory.create()
    offers.change_offer(offer, monthly_price=Decimal(12), actor=by)
    return Row(offer, changes=("monthly_price",))


@provokes(actions.OFFER_DELETED)
def an_offer_is_deleted(by: User) -> Row:
    offer: Offer = OfferFactory.create()
    offers.delete_offer(copy(offer), actor=by)
    return Row(offer)


@provokes(actions.OFFER_ITEM_ADDED)
def a_service_is_added_to_an_offer(by: User) -> Row:
    item = offers.add_item(
        OfferFactory.create(), label="Mail", service_type="manual", weight=1, actor=by
    )
    return Row(item, changes=("service_type", "weight"))


@provokes(actions.OFFER_ITEM_CHANGED)
def a_service_of_an_offer_is_changed(by: User) -> Row:
    item = OfferItemFactory.create()
    offers.change_item(item, label="Mailbox", actor=by)
    return Row(item, changes=("label",))


@provokes(actions.OFFER_ITEM_REMOVED)
def a_service_is_removed_from_an_offer(by: User) -> Row:
    item = OfferItemFactory.create()
    offers.remove_item(copy(item), actor=by)
    return Row(item, changes=("label",))


def moved(subscription: Subscription) -> Row:
    return Row(subscription, subscription.member, changes=("state",))


def waiting_service() -> Service:
    """The only service of an accepted subscription, pending."""
    subscription = SubscriptionFactory.create(state="accepted", active_on=None)
    service: Service = ServiceFactory.create(
        subscription=subscription, state="pending", active_on=None
    )
    return service


def reduced(by: User | None = None) -> Price:
    return prices.give_reduced_price(
        SubscriptionFactory.create(),
        monthly_price=Decimal(4),
        starts_on=TODAY,
        ends_on=LATER,
        reason="Student",
        actor=by,
    )
