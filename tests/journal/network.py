"""Pools and addresses: assigned, released, looked up, asked for by an authority."""

from datetime import date

from django.utils import timezone

from coin.core.models import Association
from coin.members.models import User
from coin.network import actions
from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import release
from coin.network.legal.looking_up import look_up
from coin.network.legal.services import read_legal_request, record_legal_request
from coin.network.models import Assignment, LegalRequest, Pool
from coin.network.pools.services import create_pool, edit_pool
from coin.subscriptions.models import Service
from tests.factories import ServiceFactory
from tests.journal.provoking import Row, provokes


@provokes(actions.POOL_CREATED)
def a_pool_is_made(by: User) -> Row:
    return Row(pool(by))


@provokes(actions.POOL_CHANGED)
def a_pool_is_changed(by: User) -> Row:
    changed = edit_pool(pool(), is_open=False, actor=by)
    return Row(changed, changes=("is_open",))


@provokes(actions.ASSIGNED)
def an_address_is_given(by: User) -> Row:
    service = ServiceFactory.create()
    return row_of(assign(pool(), service, actor=by), service)


@provokes(actions.RELEASED)
def an_address_is_released(by: User) -> Row:
    service = ServiceFactory.create()
    assignment = assign(pool(), service, actor=None)
    return row_of(release(assignment, actor=by), service)


@provokes(actions.LOOKED_UP)
def the_holder_of_an_address_is_looked_up(by: User) -> Row:
    look_up("203.0.113.2", timezone.now(), reason="Abuse.", actor=by)
    return Row(Association.current(), changes=("address", "moment"))


@provokes(actions.LEGAL_RECORDED)
def a_legal_request_is_recorded(by: User) -> Row:
    return Row(legal_request(by))


@provokes(actions.LEGAL_READ)
def a_legal_request_is_read(by: User, other: User) -> Row:
    request = legal_request(other)
    read_legal_request(request, actor=by)
    return Row(request)


def pool(by: User | None = None) -> Pool:
    return create_pool(actor=by, name="VPN", prefix="203.0.113.0/28", slot_length=32, use="vpn")


def row_of(assignment: Assignment, service: Service) -> Row:
    return Row(assignment, service.subscription.member, changes=("service",))


def legal_request(by: User) -> LegalRequest:
    return record_legal_request(
        authority="Court",
        reference="26/1",
        received_on=date(2026, 11, 20),
        address="203.0.113.2",
        at=timezone.now(),
        actor=by,
    )
