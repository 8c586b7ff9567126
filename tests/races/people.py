"""Races about people: records, dues, seats, groups, accounts, assemblies, requests; and the association's settings."""

import io
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from coin.core.models import Association, AuditEntry, Mail
from coin.core.models.association import LateRenewal
from coin.core.sensitive import acts as acts_of_two
from coin.core.services.pictures import set_picture
from coin.core.services.settings import (
    change_settings,
    set_done_alone,
    set_retention,
    tighten_acts_of_two,
)
from coin.core.transitions import move_many
from coin.members.assemblies import proxies
from coin.members.assemblies import services as assemblies
from coin.members.assemblies.proxies import withdraw_proxy
from coin.members.assemblies.services import call_members, change_assembly
from coin.members.body import founding
from coin.members.body import seats as seats_services
from coin.members.body.groups import set_capabilities
from coin.members.body.seats import hand_back_seat
from coin.members.data.erasure import ask_erasure, erase_member
from coin.members.dues import reduced_rates
from coin.members.dues import renew as renew_services
from coin.members.dues.services import change_dues, confirm_dues_paid, open_dues_period
from coin.members.importing import writing
from coin.members.merging.services import merge_members
from coin.members.models import (
    Contact,
    DuesPeriod,
    DuesPlan,
    ErasureRequest,
    Member,
    Proxy,
    ReducedRate,
    Representative,
    Seat,
    User,
    WorkingGroup,
)
from coin.members.people.representatives import end_representative
from coin.members.reminders import find as reminders
from coin.members.reminders.services import DUES_REMINDERS
from coin.members.sign_in import reset_factor
from coin.members.sign_in import services as sign_in
from coin.members.sign_in.reset_factor import (
    remove_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from tests.factories import (
    DuesPeriodFactory,
    DuesPlanFactory,
    RepresentativeFactory,
    SeatFactory,
    ServiceFactory,
    UserFactory,
    WorkingGroupFactory,
)
from tests.factories.assemblies import AssemblyFactory, voter
from tests.races.race import ONCE, Race
from tests.races.scenes import Scene, acts, association, change, euros, member, today, volunteer

SECRET = "JBSWY3DPEHPK3PXP"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"/>'


def renewing() -> Scene:
    """A member whose paid dues end in ten days."""
    period = DuesPeriodFactory.create(starts_on=today(-355), ends_on=today(10), paid_on=today(-355))
    return Scene(member=period.member, plan=period.plan)


def renew(scene: Scene) -> object:
    return renew_services.renew(
        scene.member,
        plan=scene.plan,
        amount=euros(15),
        gift=euros(0),
        at_each_renewal=False,
        actor=None,
    )


def joining() -> Member:
    """A member without dues, and a dues plan."""
    DuesPlanFactory.create()
    return member()


def open_dues(by: Member, days: int) -> DuesPeriod:
    return open_dues_period(
        by, plan=DuesPlan.objects.get(), starts_on=today(days), amount=euros(15), actor=None
    )


def asked() -> DuesPeriod:
    association(late_renewal=LateRenewal.FROM_DUE)
    return DuesPeriodFactory.create(starts_on=today(-30), ends_on=today(335))


def assembly() -> Scene:
    """A future assembly that was not called yet, where the voter Zola may hold one proxy."""
    association(proxies_per_holder=1)
    holder = voter(member(number=100, last_name="Zola"))
    givers = [voter() for _giver in range(2)]
    seated = volunteer("members.assembly")
    return Scene(row=AssemblyFactory.create(), holder=holder, givers=givers, actor=seated)


def give_proxy(scene: Scene, place: int) -> Proxy:
    return proxies.give_proxy(scene.row, scene.givers[place], who="100", name="Zola", actor=None)


def with_proxy() -> Scene:
    scene = assembly()
    give_proxy(scene, 0)
    return scene


def called() -> Scene:
    scene = assembly()
    call_members(scene.row, actor=scene.actor)
    return scene


def cancel_assembly(scene: Scene) -> int:
    return assemblies.cancel_assembly(scene.row, reason="Snow", actor=scene.actor)


def user() -> User:
    return UserFactory.create()


def add_application(by: User) -> bool:
    return reset_factor.add_application(by, secret=SECRET, actor=by)


def add_passkey(by: User) -> bool:
    return reset_factor.add_passkey(by, name="Key", credential={}, actor=by)


def two_factors() -> Scene:
    person = user()
    add_application(person)
    add_passkey(person)
    factors = {row.type: row for row in Authenticator.objects.filter(user=person)}
    return Scene(application=factors["totp"], passkey=factors["webauthn"])


def with_factor() -> User:
    person = user()
    add_application(person)
    return person


def totp_of(person: User) -> Authenticator:
    factor: Authenticator = Authenticator.objects.get(user=person, type="totp")
    return factor


def factors_of(person: User) -> list[str]:
    rows = Authenticator.objects.filter(user=person)
    return sorted(rows.values_list("type", flat=True))


def holders() -> list[Representative]:
    represented = member()
    return [RepresentativeFactory.create(member=represented) for _holder in range(2)]


def users_and_address() -> Scene:
    """Two users: `taker` wants the e-mail address that `leaver` is about to give up."""
    return Scene(leaver=UserFactory.create(email="wanted@example.org"), taker=UserFactory.create())


def seat_for() -> Scene:
    return Scene(group=WorkingGroupFactory.create(), user=UserFactory.create())


def give_seat(scene: Scene, days: int) -> Seat:
    return seats_services.give_seat(
        scene.group,
        scene.user,
        starts_on=today(days),
        ends_on=today(days + 30),
        reason="Assembly",
        actor=None,
    )


def last_two_seats() -> list[Seat]:
    group = WorkingGroupFactory.create(capabilities=["members.seats"])
    return [SeatFactory.create(group=group) for _seat in range(2)]


def reminded() -> Scene:
    row = association()
    DUES_REMINDERS.schedule.set_up(actor=None)
    period = DuesPeriodFactory.create(starts_on=today(-365), ends_on=today(-1), paid_on=today(-365))
    following = DuesPeriodFactory.create(
        member=period.member, starts_on=today(-1), ends_on=today(364)
    )
    for days in range(120):
        reminder_round = reminders.find(today(days))
        if reminder_round.due:
            return Scene(due=reminder_round.due[0], period=following, association=row)
    raise AssertionError("nobody is reminded")


def import_dues(by: Member) -> None:
    """Write dues as an import does: lock all members first."""
    with transaction.atomic():
        writing.hold_members()
        DuesPeriodFactory.create(member=by, starts_on=today(10), ends_on=today(375))


def reduced() -> Member:
    asking = member()
    reduced_rates.ask_reduced_rate(asking, words="A student", actor=None)
    return asking


def merge_pair() -> list[Member]:
    survivor, merged = member(), member()
    Contact.objects.create(member=merged, kind="email", value="more@example.org", label="more")
    return [survivor, merged]


def two_acts() -> list[str]:
    """Two acts of two people that the settings let one person do alone."""
    slugs = sorted(act.slug for act in acts_of_two() if not act.always)[:2]
    association(done_alone=slugs)
    return slugs


def set_logo(side: int) -> None:
    content = PICTURE.format(side).encode()
    set_picture("logo", file=io.BytesIO(content), actor=None)


def logos() -> list[Any]:
    rows = AuditEntry.objects.filter(action="core.settings_changed").order_by("pk")
    return [row.changes["logo"] for row in rows]


def move_services(_rows: object) -> str:
    from coin.subscriptions.models import Service

    with transaction.atomic():
        moved = move_many(Service.objects.all(), to="suspended", allowed=["active"])
    return f"{len(moved)} moved"


def keep_months(slug: str) -> None:
    set_retention(actor=None, months={slug: 60})


RACES = [
    Race(
        lock="coin.members.merging.services.merge_members",
        set_up=merge_pair,
        first=lambda pair: merge_members(pair[0], merged=pair[1].number, actor=None),
        answers=ONCE,
        leaves=lambda pair: acts("members.merged"),
        expected=1,
    ),
    Race(
        lock="coin.members.dues.renew.renew",
        set_up=renewing,
        first=renew,
        answers=ONCE,
        leaves=lambda scene: DuesPeriod.objects.count(),
        expected=2,
    ),
    Race(
        lock="coin.members.dues.services.open_dues_period",
        set_up=joining,
        first=lambda by: open_dues(by, 10),
        second=lambda by: open_dues(by, 20),
        answers=("done", "starts_on"),
        leaves=lambda by: DuesPeriod.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.members.dues.services.confirm_dues_paid",
        set_up=asked,
        first=lambda period: confirm_dues_paid(period, paid_on=today(-2), actor=None),
        second=lambda period: confirm_dues_paid(period, paid_on=today(-1), actor=None),
        answers=ONCE,
        leaves=lambda period: str(DuesPeriod.objects.get().paid_on == today(-2)),
        expected="True",
    ),
    Race(
        lock="coin.members.dues.services.change_dues",
        set_up=asked,
        first=lambda period: confirm_dues_paid(period, paid_on=today(), actor=None),
        second=lambda period: change_dues(period, amount=euros(20), gift=euros(0), actor=None),
        answers=ONCE,
        leaves=lambda period: str(DuesPeriod.objects.get().amount),
        expected="15.00",
    ),
    Race(
        lock="coin.members.assemblies.proxies.give_proxy",
        set_up=assembly,
        first=lambda scene: give_proxy(scene, 0),
        second=lambda scene: give_proxy(scene, 1),
        answers=("done", "who"),
        leaves=lambda scene: Proxy.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.members.assemblies.proxies.withdraw_proxy",
        set_up=with_proxy,
        first=lambda scene: withdraw_proxy(scene.row, scene.givers[0], actor=None),
        answers=ONCE,
        leaves=lambda scene: acts(
            "members.proxy_withdrawn"
        ),  # one row for the giver, one for the holder
        expected=2,
    ),
    Race(
        lock="coin.members.assemblies.services.change_assembly",
        set_up=called,
        first=cancel_assembly,
        second=lambda scene: change_assembly(scene.row, actor=scene.actor, place="At the café"),
        answers=ONCE,
        leaves=lambda scene: acts("members.assembly_changed"),
        expected=0,
    ),
    Race(
        lock="coin.members.assemblies.services.call_members",
        set_up=assembly,
        first=lambda scene: f"{call_members(scene.row, actor=scene.actor)} mails",
        answers=("3 mails", "0 mails"),
        leaves=lambda scene: [Mail.objects.count(), acts("members.assembly_called")],
        expected=[3, 1],
    ),
    Race(
        lock="coin.members.assemblies.services.cancel_assembly",
        set_up=called,
        first=cancel_assembly,
        answers=ONCE,
        leaves=lambda scene: acts("members.assembly_cancelled"),
        expected=1,
    ),
    Race(
        lock="coin.members.sign_in.reset_factor.add_application",
        set_up=user,
        first=add_application,
        answers=ONCE,
        leaves=factors_of,
        expected=["recovery_codes", "totp"],
    ),
    Race(
        lock="coin.members.sign_in.reset_factor.add_passkey",
        set_up=user,
        first=add_passkey,
        leaves=factors_of,
        expected=["recovery_codes", "webauthn", "webauthn"],
    ),
    Race(
        lock="coin.members.sign_in.reset_factor.remove_factor",
        set_up=two_factors,
        first=lambda scene: remove_factor(scene.application, actor=None),
        second=lambda scene: remove_factor(scene.passkey, actor=None),
        leaves=lambda scene: factors_of(scene.passkey.user),
        expected=[],
    ),
    Race(
        lock="coin.members.sign_in.reset_factor.renew_recovery_codes",
        set_up=with_factor,
        first=lambda person: remove_factor(totp_of(person), actor=None),
        second=lambda person: renew_recovery_codes(person, actor=None),
        answers=ONCE,
        leaves=factors_of,
        expected=[],
    ),
    Race(
        lock="coin.members.sign_in.reset_factor.reset_second_factor",
        set_up=with_factor,
        first=lambda person: reset_second_factor(person, actor=None),
        second=add_passkey,
        leaves=factors_of,
        expected=["recovery_codes", "webauthn"],
    ),
    Race(
        lock="coin.members.data.erasure.ask_erasure",
        set_up=member,
        first=lambda asking: ask_erasure(asking, actor=None),
        answers=ONCE,
        leaves=lambda asking: ErasureRequest.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.members.data.erasure.erase_member",
        set_up=member,
        first=lambda leaving: erase_member(leaving, actor=None),
        answers=ONCE,
        leaves=lambda leaving: acts("members.erased"),
        expected=1,
    ),
    Race(
        lock="coin.members.body.groups.set_capabilities",
        set_up=WorkingGroupFactory.create,
        first=lambda group: set_capabilities(group, actor=None, capabilities=["members.see"]),
        second=lambda group: set_capabilities(group, actor=None, capabilities=[]),
        leaves=lambda group: WorkingGroup.objects.get(pk=group.pk).capabilities,
        expected=[],
    ),
    Race(
        lock="coin.members.body.founding.found_collegial_body",
        set_up=association,
        first=lambda _row: founding.found_collegial_body(
            login="alice", email="alice@example.org", name="Alice", password=None
        ),
        second=lambda _row: founding.found_collegial_body(
            login="bob", email="bob@example.org", name="Bob", password=None
        ),
        answers=ONCE,
        leaves=lambda _row: Seat.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.members.people.representatives.end_representative",
        set_up=holders,
        first=lambda rows: end_representative(rows[0], actor=None),
        second=lambda rows: end_representative(rows[1], actor=None),
        answers=ONCE,
        leaves=lambda rows: Representative.objects.filter(ends_on=None).count(),
        expected=1,
    ),
    Race(
        lock="coin.members.dues.reduced_rates.ask_reduced_rate",
        set_up=member,
        first=lambda asking: reduced_rates.ask_reduced_rate(asking, words="", actor=None),
        answers=ONCE,
        leaves=lambda asking: ReducedRate.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.members.dues.reduced_rates.give_reduced_rate",
        set_up=reduced,
        first=lambda asking: reduced_rates.give_reduced_rate(
            asking, starts_on=today(), ends_on=today(100), actor=None
        ),
        leaves=lambda asking: ReducedRate.objects.filter(state="granted").count(),
        expected=2,
    ),
    Race(
        lock="coin.members.sign_in.services.change_email",
        set_up=users_and_address,
        first=lambda scene: sign_in.change_email(
            scene.leaver, email="other@example.org", actor=None
        ),
        second=lambda scene: sign_in.change_email(
            scene.taker, email="wanted@example.org", actor=None
        ),
        leaves=lambda scene: User.objects.get(pk=scene.taker.pk).email,
        expected="wanted@example.org",
    ),
    Race(
        lock="coin.members.body.seats.give_seat",
        set_up=seat_for,
        first=lambda scene: give_seat(scene, 10),
        second=lambda scene: give_seat(scene, 20),
        answers=("done", "starts_on"),
        leaves=lambda scene: Seat.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.members.body.seats._end",
        set_up=last_two_seats,
        first=lambda seats: hand_back_seat(seats[0], actor=None),
        second=lambda seats: hand_back_seat(seats[1], actor=None),
        answers=ONCE,
        leaves=lambda seats: Seat.objects.in_force(today()).count(),
        expected=1,
    ),
    Race(
        lock="coin.core.reminders.sending.Reminders._send",
        case="of dues",
        set_up=reminded,
        first=lambda scene: confirm_dues_paid(scene.period, paid_on=today(), actor=None),
        second=lambda scene: DUES_REMINDERS._send(scene.due, scene.association, None),
        leaves=lambda scene: Mail.objects.count(),
        expected=0,
    ),
    Race(
        lock="coin.members.importing.writing.hold_members",
        set_up=joining,
        first=import_dues,
        second=lambda by: open_dues(by, 20),
        answers=("done", "starts_on"),
        leaves=lambda by: DuesPeriod.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.core.transitions.move_many",
        set_up=lambda: [ServiceFactory.create() for _service in range(2)],
        first=move_services,
        answers=("2 moved", "0 moved"),
        leaves=lambda rows: None,
        expected=None,
    ),
    Race(
        lock="coin.core.services.pictures.set_picture",
        set_up=association,
        first=lambda _row: set_logo(10),
        second=lambda _row: set_logo(20),
        leaves=lambda _row: logos()[1][0] == logos()[0][1],
        expected=True,
    ),
    Race(
        lock="coin.core.services.settings.change_settings",
        set_up=association,
        first=lambda _row: change_settings(actor=None, city="Bron"),
        second=lambda _row: change_settings(actor=None, city="Vaulx"),
        leaves=lambda _row: change("core.settings_changed", "city"),
        expected=["Bron", "Vaulx"],
    ),
    Race(
        lock="coin.core.services.settings.set_retention",
        set_up=association,
        first=lambda _row: keep_months("core.mails"),
        second=lambda _row: keep_months("core.proposals"),
        leaves=lambda _row: Association.current().retention,
        expected={"core.mails": 60, "core.proposals": 60},
    ),
    Race(
        lock="coin.core.services.settings.set_done_alone",
        set_up=two_acts,
        first=lambda slugs: set_done_alone(Association.current(), actor=None, acts=slugs[:1]),
        second=lambda slugs: set_done_alone(Association.current(), actor=None, acts=slugs[:1]),
        leaves=lambda slugs: acts("core.settings_changed"),
        expected=1,
    ),
    Race(
        lock="coin.core.services.settings.tighten_acts_of_two",
        set_up=two_acts,
        first=lambda slugs: set_done_alone(Association.current(), actor=None, acts=[]),
        second=lambda slugs: tighten_acts_of_two(actor=None, acts=slugs[:1]),
        answers=ONCE,
        leaves=lambda slugs: Association.current().done_alone,
        expected=[],
    ),
]
