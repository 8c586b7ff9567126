from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from coin.subscriptions.enums import ServiceState, SubscriptionState, Technology
from coin.subscriptions.models import Offer, OfferItem, Service, Subscription
from tests.factories.members import MemberFactory


class OfferFactory(DjangoModelFactory[Offer]):
    class Meta:
        model = Offer

    slug = factory.Sequence(lambda n: f"offer{n}")
    name = factory.LazyAttribute(lambda offer: offer.slug.title())
    technology = Technology.VPN
    monthly_price = Decimal("8.00")


class OfferItemFactory(DjangoModelFactory[OfferItem]):
    class Meta:
        model = OfferItem

    offer = factory.SubFactory(OfferFactory)
    service_type = "manual"
    label = factory.LazyAttribute(lambda item: item.offer.name)


class SubscriptionFactory(DjangoModelFactory[Subscription]):
    class Meta:
        model = Subscription

    member = factory.SubFactory(MemberFactory)
    offer = factory.SubFactory(OfferFactory)
    state = SubscriptionState.ACTIVE
    monthly_price = Decimal("8.00")
    active_on = date(2026, 1, 1)


class ServiceFactory(DjangoModelFactory[Service]):
    class Meta:
        model = Service

    subscription = factory.SubFactory(SubscriptionFactory)
    service_type = "manual"
    label = "VPN"
    state = ServiceState.ACTIVE
    login = factory.Sequence(lambda n: f"service{n}")
    active_on = date(2026, 1, 1)
