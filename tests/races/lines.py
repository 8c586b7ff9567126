"""Races about the services of members: subscriptions and their prices, addresses, runs on the servers."""

from types import SimpleNamespace
from typing import Any

from coin.core.models import Mail
from coin.members.models import Member
from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import promote, release
from coin.network.models import Assignment, FreeInterval, Pool
from coin.network.pools.services import create_pool, edit_pool
from coin.subscriptions.enums import ServiceState, SubscriptionState, Term
from coin.subscriptions.life.confirm import confirm_services
from coin.subscriptions.models import Price, SharingRequest, Split, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices import services as prices
from coin.subscriptions.prices.agreed import change_term, give_deposit_back
from coin.subscriptions.prices.services import end_reduced_price, give_reduced_price
from coin.subscriptions.sharing import queries as sharing
from coin.subscriptions.sharing.requests import ask_to_share, decline_sharing
from coin.subscriptions.sharing.services import end_split, leave_split, split_cost
from provisioning.engine import ending, queueing
from provisioning.enums import RunState
from provisioning.models import Deployment, Run
from provisioning.outcome import Outcome
from tests.factories import (
    DeploymentFactory,
    RunFactory,
    ServiceFactory,
    SubscriptionFactory,
)
from tests.races.race import ONCE, Race
from tests.races.scenes import Scene, acts, association, change, euros, member, today


def line(**values: Any) -> Subscription:
    return SubscriptionFactory.create(
        **{"monthly_price": euros(30), "active_on": today(-90), **values}
    )


def change_price(of: Subscription, price: int) -> Price:
    return prices.change_price(of, monthly_price=euros(price), starts_on=today(10), actor=None)


def reduce(of: Subscription, days: int) -> Price:
    return give_reduced_price(
        of,
        monthly_price=euros(20),
        starts_on=today(days),
        ends_on=today(days + 30),
        reason="Hard times",
        actor=None,
    )


def reduced() -> Price:
    return reduce(line(), 10)


def shared(count: int) -> Scene:
    subscription = line()
    members: list[Member] = [subscription.member, *(member() for _other in range(count - 1))]
    return Scene(line=subscription, members=members)


def split(scene: Scene, days: int = 10) -> Split:
    shares = [(sharer, euros(1)) for sharer in scene.members]
    return split_cost(scene.line, starts_on=today(days), mode="parts", shares=shares, actor=None)


def split_already(count: int) -> Scene:
    scene = shared(count)
    split(scene)
    Mail.objects.all().delete()
    return scene


def leave(scene: Scene, place: int) -> None:
    leave_split(scene.line, scene.members[place], on=today(20), actor=None)


def payers(scene: Scene) -> list[int]:
    subscription = pricing.with_prices(Subscription.objects.all()).get()
    return [
        scene.members.index(Member.objects.get(pk=pk))
        for pk in sharing.paid_on(subscription, today(25))
    ]


def asked_to_share() -> Subscription:
    subscription = line()
    ask_to_share(subscription, words="With Bob, by halves", actor=None)
    return subscription


def ended() -> Subscription:
    return line(deposit=euros(50), state=SubscriptionState.ENDED, ended_on=today(-10))


def bundle() -> list[Any]:
    subscription = line(state=SubscriptionState.ACCEPTED, active_on=None)
    return [
        ServiceFactory.create(subscription=subscription, state=ServiceState.PENDING)
        for _half in range(2)
    ]


def pool(quarantine_days: int = 0) -> Scene:
    association()
    row = create_pool(
        actor=None,
        name="busy",
        prefix="10.0.0.0/28",
        slot_length=32,
        use="vpn",
        quarantine_days=quarantine_days,
    )
    return Scene(pool=row, services=[ServiceFactory.create() for _service in range(2)])


def given() -> Assignment:
    scene = pool()
    return assign(scene.pool, scene.services[0], actor=None)


def quarantined() -> Pool:
    """A pool with an address whose quarantine has just ended."""
    scene = pool(quarantine_days=1)
    release(assign(scene.pool, scene.services[0], actor=None), actor=None)
    FreeInterval.objects.exclude(usable_from=None).update(usable_from=today(-1).isoformat())
    quarantined_pool: Pool = scene.pool
    return quarantined_pool


def free(scene: object) -> list[list[int]]:
    return [[row.low, row.high] for row in FreeInterval.objects.order_by("low")]


def run(applied: int = 1, revision: int = 2) -> Run:
    deployment = DeploymentFactory.create(wanted_revision=3, applied_revision=applied)
    return RunFactory.create(deployment=deployment, state=RunState.SUCCEEDED, revision=revision)


def record(row: Run, revision: int) -> None:
    from django.db import transaction

    row.revision = revision
    job: Any = SimpleNamespace(held={}, gone={})
    with transaction.atomic():
        ending._record_services(row, job, Outcome(RunState.SUCCEEDED))


def settle(row: Run) -> None:
    from django.db import transaction

    with transaction.atomic():
        ending._settle(row)


RACES = [
    Race(
        lock="coin.subscriptions.prices.services.change_price",
        set_up=line,
        first=lambda subscription: change_price(subscription, 35),
        second=lambda subscription: change_price(subscription, 36),
        leaves=lambda subscription: [str(row.monthly_price) for row in Price.objects.all()],
        expected=["36.00"],
    ),
    Race(
        lock="coin.subscriptions.prices.services.give_reduced_price",
        set_up=line,
        first=lambda subscription: reduce(subscription, 10),
        second=lambda subscription: reduce(subscription, 20),
        answers=("done", "starts_on"),
        leaves=lambda subscription: Price.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.subscriptions.prices.services.end_reduced_price",
        set_up=reduced,
        first=lambda price: end_reduced_price(price, on=today(20), actor=None),
        answers=("done", "on"),
        leaves=lambda price: acts("subscriptions.reduced_price_ended"),
        expected=1,
    ),
    Race(
        lock="coin.subscriptions.sharing.services.split_cost",
        set_up=lambda: shared(2),
        first=lambda scene: split(scene, 20),
        second=lambda scene: split(scene, 10),
        answers=("done", "starts_on"),
        leaves=lambda scene: Split.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.subscriptions.sharing.services.end_split",
        set_up=lambda: split_already(2),
        first=lambda scene: end_split(scene.line, on=today(20), actor=None),
        answers=ONCE,
        leaves=payers,
        expected=[0],
    ),
    Race(
        lock="coin.subscriptions.sharing.services.leave_split",
        set_up=lambda: split_already(4),
        first=lambda scene: leave(scene, 1),
        second=lambda scene: leave(scene, 2),
        leaves=payers,
        expected=[0, 3],
    ),
    Race(
        lock="coin.subscriptions.sharing.requests.ask_to_share",
        set_up=line,
        first=lambda subscription: ask_to_share(subscription, words="With Bob", actor=None),
        answers=ONCE,
        leaves=lambda subscription: SharingRequest.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.subscriptions.sharing.requests.decline_sharing",
        set_up=asked_to_share,
        first=lambda subscription: decline_sharing(subscription, answer="Not yet", actor=None),
        answers=ONCE,
        leaves=lambda subscription: Mail.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.subscriptions.prices.agreed.change_term",
        set_up=line,
        first=lambda subscription: change_term(
            subscription, term=Term.QUARTERLY, in_arrears=False, actor=None
        ),
        answers=("done", "term"),
        leaves=lambda subscription: acts("subscriptions.term_changed"),
        expected=1,
    ),
    Race(
        lock="coin.subscriptions.prices.agreed.give_deposit_back",
        set_up=ended,
        first=lambda subscription: give_deposit_back(subscription, on=today(-2), actor=None),
        second=lambda subscription: give_deposit_back(subscription, on=today(-1), actor=None),
        answers=ONCE,
        leaves=lambda subscription: Subscription.objects.get().deposit_back_on == today(-2),
        expected=True,
    ),
    Race(
        lock="coin.subscriptions.life.confirm.confirm_services",
        set_up=bundle,
        first=lambda halves: confirm_services({halves[0].pk: 1}),
        second=lambda halves: confirm_services({halves[1].pk: 1}),
        leaves=lambda halves: Subscription.objects.get().state,
        expected="active",
    ),
    Race(
        lock="coin.network.assignments.assigning.assign",
        set_up=pool,
        first=lambda scene: assign(scene.pool, scene.services[0], actor=None),
        second=lambda scene: assign(scene.pool, scene.services[1], actor=None),
        leaves=lambda scene: [
            sorted(Assignment.objects.values_list("slot", flat=True)),
            free(scene),
        ],
        expected=[[2, 3], [[4, 14]]],
    ),
    Race(
        lock="coin.network.assignments.releasing.release",
        set_up=given,
        first=lambda assignment: release(assignment, actor=None),
        answers=ONCE,
        leaves=free,
        expected=[[2, 14]],
    ),
    Race(
        lock="coin.network.assignments.releasing._promote_in",
        set_up=quarantined,
        first=lambda _pool: f"{promote()} intervals",
        answers=("1 intervals", "0 intervals"),
        leaves=free,
        expected=[[2, 14]],
    ),
    Race(
        lock="coin.network.pools.services.edit_pool",
        set_up=pool,
        first=lambda scene: edit_pool(scene.pool, actor=None, quarantine_days=5),
        second=lambda scene: edit_pool(scene.pool, actor=None, quarantine_days=6),
        leaves=lambda scene: change("network.pool_changed", "quarantine_days"),
        expected=[5, 6],
    ),
    Race(
        lock="provisioning.engine.ending._record_services",
        set_up=run,
        first=lambda row: record(row, 3),
        second=lambda row: record(row, 2),
        leaves=lambda row: Deployment.objects.get().applied_revision,
        expected=3,
    ),
    Race(
        lock="provisioning.engine.ending._settle",
        set_up=run,
        first=lambda row: record(row, 3),
        second=settle,
        leaves=lambda row: Run.objects.filter(state=RunState.QUEUED).count(),
        expected=0,
    ),
    Race(
        lock="provisioning.engine.queueing.queue",
        set_up=DeploymentFactory.create,
        first=queueing.queue,
        leaves=lambda deployment: Run.objects.count(),
        expected=1,
    ),
]
