"""Alice and Bob are members, Charlie is a volunteer without a right, `volunteer(...)` makes a volunteer with rights."""

from collections.abc import Callable, Iterator
from datetime import date

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from coin.members.models import Member, User
from coin.members.sign_in import second_factor
from tests import snapshot
from tests.factories import (
    MemberFactory,
    RepresentativeFactory,
    SeatFactory,
    UserFactory,
    WorkingGroupFactory,
)

# Hypothesis sets no time limit, because a machine may be busy: speed is measured in bench/.
hypothesis.settings.register_profile(
    "coin", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "long", hypothesis.settings.get_profile("coin"), max_examples=1000
)  # script/test --all
hypothesis.settings.load_profile("coin")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    # Before all other hooks: pytest-xdist starts the other processes in its own.
    snapshot.make(session.config)
    snapshot.use(session.config)


# The longest tests, which start and stop whole servers: they run first, or one process would end long after the others.
LONG = (
    "tests/demo/",
    "tests/provisioning/backup/",
    "tests/provisioning/engine/test_crash.py",
    "tests/provisioning/ansible/",
    "tests/provisioning/engine/test_ansible_runs.py",
    "tests/billing/due/test_due_properties.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_configure() -> None:
    """Hash passwords quickly: a real hash takes a third of a second on purpose, and a thousand tests make one.

    WhiteNoise looks for a static file when a test asks for it; otherwise each test's client would list all of them.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; every other connection to it is closed before it is dropped.

    A browser closed in the middle of a request, or a worker that was killed, may keep its connection a moment longer,
    and PostgreSQL does not drop a database that has a connection.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def alice(db: None) -> Member:
    """A person with an account named `alice`."""
    member = MemberFactory.create(first_name="Alice", last_name="Durand", email="alice@example.org")
    RepresentativeFactory.create(
        member=member, user=UserFactory.create(login="alice", name="Alice Durand")
    )
    return member


@pytest.fixture
def bob(db: None) -> Member:
    """Another person with an account named `bob`."""
    member = MemberFactory.create(first_name="Bob", last_name="Petit", email="bob@example.org")
    RepresentativeFactory.create(
        member=member, user=UserFactory.create(login="bob", name="Bob Petit")
    )
    return member


@pytest.fixture
def volunteer(db: None) -> Callable[..., User]:
    """`volunteer("billing.issue")`: a user whose seat gives exactly these capabilities."""

    def make(*capabilities: str) -> User:
        group = WorkingGroupFactory.create(capabilities=[str(slug) for slug in capabilities])
        return SeatFactory.create(group=group).user

    return make


@pytest.fixture
def charlie(volunteer: Callable[..., User]) -> User:
    """A volunteer whose group holds no capability."""
    return volunteer()


def sign_in_by_force(client: Client, user: User) -> None:
    """Give the client the session of a whole sign-in: password and second factor."""
    client.force_login(user)
    session = client.session
    second_factor.remember(session, user)
    session.save()


@pytest.fixture
def sign_in(client: Client) -> Callable[[User | Member], Client]:
    """`sign_in(alice)`: the test client, signed in with a second factor as a user, or as the user of a member."""

    def as_user(who: User | Member) -> Client:
        user = who if isinstance(who, User) else who.representatives.get().user
        sign_in_by_force(client, user)
        return client

    return as_user


@pytest.fixture
def day() -> date:
    return date(2026, 11, 22)
