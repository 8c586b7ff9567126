"""Working groups and their seats, general assemblies and proxies."""

from datetime import date, timedelta

from django.utils import timezone

from coin.members import actions
from coin.members.assemblies.proxies import give_proxy, withdraw_proxy
from coin.members.assemblies.services import (
    call_members,
    cancel_assembly,
    change_assembly,
    plan_assembly,
)
from coin.members.body.founding import found_collegial_body, reopen_body
from coin.members.body.groups import create_group, edit_group, set_capabilities
from coin.members.body.seats import give_seat, hand_back_seat, withdraw_seat
from coin.members.capabilities import SEATS
from coin.members.models import Member, Proxy, Seat, User
from tests.factories import SeatFactory, UserFactory, WorkingGroupFactory
from tests.factories.assemblies import AssemblyFactory, voter
from tests.journal.provoking import Row, provokes

TODAY = date(2026, 11, 22)


@provokes(actions.GROUP_CREATED)
def a_group_is_made(by: User) -> Row:
    return Row(create_group(name="Radio", actor=by))


@provokes(actions.GROUP_CHANGED)
def a_group_is_changed(by: User) -> Row:
    group = WorkingGroupFactory.create()
    edit_group(group, purpose="Antennas", actor=by)
    return Row(group, changes=("purpose",))


@provokes(actions.GROUP_RIGHTS_CHANGED)
def the_rights_of_a_group_are_changed(by: User) -> Row:
    group = WorkingGroupFactory.create(capabilities=["members.see"])
    set_capabilities(group, capabilities=["members.edit"], actor=by)
    return Row(group, changes=("rights_added", "rights_removed"))


@provokes(actions.SEAT_GIVEN)
def a_seat_is_given(by: User) -> Row:
    seat = give_seat(
        WorkingGroupFactory.create(),
        UserFactory.create(),
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=30),
        reason="vote",
        actor=by,
    )
    return Row(seat, changes=("starts_on", "ends_on"))


@provokes(actions.SEAT_HANDED_BACK)
def a_seat_is_handed_back(by: User) -> Row:
    seat = SeatFactory.create(user=by)
    hand_back_seat(seat, actor=by)
    return Row(seat, changes=("ends_on",))


@provokes(actions.SEAT_WITHDRAWN)
def a_seat_is_withdrawn(by: User) -> Row:
    seat = SeatFactory.create()
    withdraw_seat(seat, reason="They moved.", actor=by)
    return Row(seat, changes=("ends_on",))


@provokes(actions.BODY_FOUNDED)
def the_body_is_founded() -> Row:
    Seat.objects.all().delete()
    user = found_collegial_body(login="zoe", email="zoe@example.org", name="Zoé", password=None)
    return Row(user.seats.get().group, by_itself=True)


@provokes(actions.BODY_REOPENED)
def the_body_is_reopened() -> Row:
    Seat.objects.all().update(starts_on=TODAY - timedelta(days=9), ends_on=TODAY)
    seat = reopen_body(login=UserFactory.create().login, reason="Everybody left.")
    assert SEATS.slug in seat.group.capabilities
    return Row(seat, by_itself=True)


@provokes(actions.ASSEMBLY_PLANNED)
def an_assembly_is_planned(by: User) -> Row:
    assembly = plan_assembly(
        title="Yearly",
        starts_at=timezone.now() + timedelta(days=20),
        place="Lyon",
        agenda="1. Accounts",
        actor=by,
    )
    return Row(assembly, changes=("title", "starts_at", "place", "agenda"))


@provokes(actions.ASSEMBLY_CHANGED)
def an_assembly_is_changed(by: User) -> Row:
    assembly = AssemblyFactory.create()
    change_assembly(assembly, place="Grenoble", actor=by)
    return Row(assembly, changes=("place",))


@provokes(actions.ASSEMBLY_CALLED)
def members_are_called_to_an_assembly(alice: Member, by: User) -> Row:
    voter(alice)
    assembly = AssemblyFactory.create()
    call_members(assembly, actor=by)
    return Row(assembly, changes=("mails",))


@provokes(actions.ASSEMBLY_CANCELLED)
def an_assembly_is_cancelled(by: User) -> Row:
    assembly = AssemblyFactory.create()
    cancel_assembly(assembly, reason="Snow.", actor=by)
    return Row(assembly)


@provokes(actions.PROXY_GIVEN)
def a_proxy_is_given(alice: Member, bob: Member, by: User) -> list[Row]:
    assembly, giver, holder = AssemblyFactory.create(), voter(alice), voter(bob)
    proxy = give_proxy(assembly, giver, who=str(holder.number), name=holder.last_name, actor=by)
    return [Row(proxy, giver), Row(proxy, holder)]


@provokes(actions.PROXY_WITHDRAWN)
def a_proxy_is_taken_back(alice: Member, bob: Member, by: User) -> list[Row]:
    assembly = AssemblyFactory.create()
    proxy = Proxy.objects.create(assembly=assembly, giver=alice, holder=bob)
    withdraw_proxy(assembly, alice, actor=by)
    return [Row(proxy, alice), Row(proxy, bob)]
