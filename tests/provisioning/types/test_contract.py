"""Every registered service type keeps the same contract, whichever room registers it."""

import sys
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from coin.core.models import AuditEntry
from coin.network.models import Assignment
from coin.subscriptions import registry
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.life.confirm import confirm_services
from coin.subscriptions.life.services import end, resume, suspend
from coin.subscriptions.models import Service
from provisioning.enums import Engine, RunState
from provisioning.models import Deployment, Run, ServiceSecret
from tests.factories import DeploymentFactory

Promise = Callable[..., Service]
TYPES = [service_type.slug for service_type in registry.all_types()]
OUTSIDE = {"socket.connect", "subprocess.Popen", "os.posix_spawn", "os.system", "os.fork"}

pytestmark = pytest.mark.parametrize("slug", TYPES)

# The list of the test that watches now, if one does.
_watching: list[list[str]] = []


def _notice(event: str, _arguments: object) -> None:
    if _watching and event in OUTSIDE:
        _watching[-1].append(event)


@pytest.fixture(scope="session", autouse=True)
def audit_hook() -> None:
    """Watch Python's audit events. A hook cannot be removed, so this one does nothing while no test watches."""
    sys.addaudithook(_notice)


@pytest.fixture
def outside() -> Iterator[list[str]]:
    """The audit events of the test by which code reaches outside Python: connections and processes."""
    seen: list[str] = []
    _watching.append(seen)
    yield seen
    _watching.clear()


@pytest.fixture
def deployment(slug: str, db: None) -> Deployment:
    return DeploymentFactory.create(service_type=slug, engine=Engine.ANSIBLE)


def held(service: Service) -> list[str]:
    """The addresses that the service holds now, sorted."""
    rows = Assignment.objects.filter(service=service, released_at=None).select_related("pool")
    return sorted(row.address for row in rows)


def confirm(service: Service) -> None:
    service.refresh_from_db()
    confirm_services({service.pk: service.wanted_revision})
    service.refresh_from_db()


def test_it_says_what_it_is(slug: str) -> None:
    service_type = registry.get(slug)
    assert service_type.slug == slug and str(service_type.label)
    assert isinstance(str(service_type.missing(Service(service_type=slug))), str)


def test_its_life_ends_with_nothing_held(slug: str, promise: Promise, outside: list[str]) -> None:
    service = promise(slug)
    at_first = held(service)
    confirm(service)
    suspend(service.subscription, actor=None)
    assert held(service) == at_first
    resume(service.subscription, actor=None)
    assert held(service) == at_first
    end(service.subscription, actor=None, on=timezone.localdate())
    service.refresh_from_db()
    assert service.state == ServiceState.ENDED
    assert held(service) == []
    assert not ServiceSecret.objects.filter(service=service).exists()
    assert outside == []


def test_asking_twice_holds_nothing_twice(slug: str, promise: Promise) -> None:
    service = promise(slug)
    service_type = registry.get(slug)
    before = held(service)
    secrets = list(ServiceSecret.objects.values_list("value", flat=True))
    service_type.request_activation(service, actor=None)
    assert held(service) == before
    assert list(ServiceSecret.objects.values_list("value", flat=True)) == secrets
    service_type.request_termination(service, actor=None)
    service_type.request_termination(service, actor=None)
    assert held(service) == []


def test_every_request_makes_its_deployment_due_and_queues_one_run(
    slug: str, promise: Promise, deployment: Deployment
) -> None:
    if registry.get(slug).by_hand:
        pytest.skip("a person does it")
    service = promise(slug)
    service_type = registry.get(slug)
    for request in (
        service_type.request_change,
        service_type.request_suspension,
        service_type.request_resumption,
        service_type.request_termination,
    ):
        request(service, actor=None)
    deployment.refresh_from_db()
    assert deployment.wanted_revision == 5 and deployment.changed_at
    assert [run.state for run in deployment.runs.all()] == [RunState.QUEUED]
    assert DBTaskResult.objects.count() == 1


def test_a_refusal_leaves_no_trace(slug: str, promise: Promise, deployment: Deployment) -> None:
    before = AuditEntry.objects.count()
    with transaction.atomic():
        promise(slug)
        transaction.set_rollback(True)
    kept = (Service, Assignment, Run, ServiceSecret, DBTaskResult)
    assert [model.__name__ for model in kept if model._default_manager.exists()] == []
    assert AuditEntry.objects.count() == before
    deployment.refresh_from_db()
    assert deployment.wanted_revision == 0
