"""A volunteer with every right, and rows of each kind."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from coin.billing.documents.issuing import issue_many
from coin.billing.due.reconcile import reconcile
from coin.core.capabilities import known
from coin.core.models import Association
from coin.members.dues.services import open_dues_period
from coin.members.models import Member, User
from coin.network.assignments.assigning import assign
from coin.network.models import Pool
from coin.network.pools.services import create_pool
from coin.subscriptions.models import Service
from tests.factories import DuesPlanFactory, MemberFactory, ServiceFactory

Make = Callable[[int], object]


@pytest.fixture
def treasurer(volunteer: Callable[..., User]) -> User:
    """A volunteer with every capability."""
    return volunteer(*known())


@pytest.fixture
def office(treasurer: User, sign_in: Callable[[User], Client]) -> Client:
    """The test client, signed in as a volunteer with every capability."""
    return sign_in(treasurer)


@pytest.fixture
def association(db: None) -> Association:
    """The association, with all that the law asks of it to issue documents."""
    current = Association.current()
    current.name, current.street, current.postal_code = "Lilas", "3 rue des Lilas", "69001"
    current.city, current.siren, current.rna = "Lyon", "732829320", "W691234567"
    current.iban, current.email = "FR7630006000011234567890189", "bureau@example.org"
    current.save()
    return current


@pytest.fixture
def pool(db: None) -> Pool:
    return create_pool(actor=None, name="vpn", prefix="203.0.113.0/24", slot_length=32, use="vpn")


@pytest.fixture
def held(pool: Pool) -> Service:
    """A service that holds an address."""
    service = ServiceFactory.create()
    assign(pool, service, actor=None)
    return service


def call_for_dues(member: Member | None = None) -> Member:
    """Open an unpaid dues period, for which a call for dues is to be issued; returns the member."""
    member = member or MemberFactory.create()
    open_dues_period(
        member,
        plan=DuesPlanFactory.create(),
        starts_on=date(2026, 11, 1),
        amount=Decimal("15.00"),
        actor=None,
    )
    return member


def issue_dues(month: date = date(2026, 11, 1)) -> None:
    """Draft and issue the documents of the month."""
    from coin.billing.models import Document

    drafts = reconcile(month, actor=None).document_pks
    issue_many(Document.objects.filter(pk__in=drafts), actor=None)
