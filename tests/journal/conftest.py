"""Fixtures of the provocations: a fixed day, an association that issues documents and takes debits, the actors."""

from collections.abc import Callable

import pytest

from coin.core.capabilities import known
from coin.members.models import Member, User
from tests.billing.conftest import association, files, today  # noqa: F401 (fixtures)
from tests.billing.debits.conftest import announced, creditor, owing, sent  # noqa: F401 (fixtures)
from tests.billing.online.conftest import stripe  # noqa: F401 (a fixture)
from tests.factories import MemberFactory
from tests.subscriptions.conftest import recorder  # noqa: F401 (a fixture)


@pytest.fixture
def by(volunteer: Callable[..., User]) -> User:
    """The actor of every provocation: a volunteer who holds every right."""
    return volunteer(*known())


@pytest.fixture
def other(volunteer: Callable[..., User]) -> User:
    """Another volunteer who holds every right."""
    return volunteer(*known())


@pytest.fixture
def organisation(db: None) -> Member:
    return MemberFactory.create(kind="organisation", organisation_name="Collectif Tournesol")
