"""Factories free of surprises: each makes one plain row and what it cannot exist without."""

from tests.factories.billing import DocumentFactory, PaymentFactory
from tests.factories.core import VatPeriodFactory
from tests.factories.members import (
    DuesPeriodFactory,
    DuesPlanFactory,
    MemberFactory,
    RepresentativeFactory,
    SeatFactory,
    UserFactory,
    WorkingGroupFactory,
)
from tests.factories.network import PoolFactory
from tests.factories.provisioning import DeploymentFactory, HostFactory, RunFactory
from tests.factories.subscriptions import (
    OfferFactory,
    OfferItemFactory,
    ServiceFactory,
    SubscriptionFactory,
)

__all__ = [
    "DeploymentFactory",
    "DocumentFactory",
    "DuesPeriodFactory",
    "DuesPlanFactory",
    "HostFactory",
    "MemberFactory",
    "OfferFactory",
    "OfferItemFactory",
    "PaymentFactory",
    "PoolFactory",
    "RepresentativeFactory",
    "RunFactory",
    "SeatFactory",
    "ServiceFactory",
    "SubscriptionFactory",
    "UserFactory",
    "VatPeriodFactory",
    "WorkingGroupFactory",
]
