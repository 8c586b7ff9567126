"""The demo's people, of every standing, with their dues: every demo of one day has the same people."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from faker import Faker

from coin.members.body.founding import found_collegial_body
from coin.members.body.seats import give_seat
from coin.members.dues.services import confirm_dues_paid, open_dues_period
from coin.members.enums import MemberKind
from coin.members.models import DuesPlan, Member, User, WorkingGroup
from coin.members.people.accounts import add_representative, set_up_account
from coin.members.people.services import create_member, record_departure

SEED = 2026
VOLUNTEER, COLLEAGUE, MEMBER = "camille", "bruno", "alice"
ALICE_NUMBER = 2
# How many members out of a hundred are in each standing; the others are in good standing.
LEFT, LAPSED, LATE, CANDIDATE = 6, 4, 8, 3


@dataclass
class Cast:
    """The sources of all that is drawn: `faker` for names, `dice` for the rest, `today` for dates."""

    faker: Faker
    dice: random.Random
    today: date

    @classmethod
    def of(cls, today: date) -> "Cast":
        faker = Faker("fr_FR")
        faker.seed_instance(SEED)
        return cls(faker, random.Random(SEED), today)


def create_collegial_body(cast: Cast, password: str) -> None:
    """Create Camille, who founds the collegial body, holds a seat in every working group, and is member number 1."""
    member = _create_member(
        cast, 1, first_name="Camille", last_name="Perrin", kind=MemberKind.PERSON
    )
    user = found_collegial_body(
        login=VOLUNTEER, email=member.email, name=member.name, password=password
    )
    add_representative(member, user, actor=None)
    for group in WorkingGroup.objects.exclude(seats__user=user):
        give_seat(
            group,
            user,
            starts_on=cast.today,
            ends_on=cast.today + relativedelta(years=2),
            reason="Assemblée générale de démonstration",
            actor=None,
        )
    _dues(cast, member, "good")


def create_members(cast: Cast, count: int, password: str, advance: Any) -> None:
    """Create members 2 to `count`: Alice, who can sign in, then the others; `advance()` follows each of these."""
    alice = _create_member(cast, 2, first_name="Alice", last_name="Durand", kind=MemberKind.PERSON)
    set_up_account(
        alice,
        login=MEMBER,
        email="alice@example.org",
        name="Alice Durand",
        actor=None,
        password=password,
    )
    _dues(cast, alice, "good")
    for number in range(3, count + 1):
        member = _create_member(cast, number)
        _account(member)
        _dues(cast, member, story(number))
        advance()


def _create_member(cast: Cast, number: int, **names: Any) -> Member:
    fields = names or _names(cast, number)
    joined_on = cast.today - relativedelta(days=cast.dice.randint(420, 3200))
    return create_member(
        actor=None,
        number=number,
        email=cast.faker.unique.safe_email()
        if number > 2
        else f"{fields['first_name'].lower()}@example.org",
        phone=f"06 {number // 100 % 100:02d} {number % 100:02d} 00 00",
        street=cast.faker.street_address(),
        postal_code=cast.faker.postcode(),
        city=cast.faker.city(),
        joined_on=joined_on,
        **fields,
    )


def _names(cast: Cast, number: int) -> dict[str, Any]:
    if number % 11 == 0:
        kind = cast.dice.choice(["Association", "Collectif", "Coopérative", "Compagnie", "Atelier"])
        return {
            "kind": MemberKind.ORGANISATION,
            "organisation_name": f"{kind} {cast.faker.last_name()}",
            "rna": f"W69{number:07d}",
        }
    return {
        "kind": MemberKind.PERSON,
        "first_name": cast.faker.first_name(),
        "last_name": cast.faker.last_name(),
    }


def _account(member: Member) -> User:
    from coin.members.sign_in.logins import suggest_login

    return set_up_account(
        member, login=suggest_login(member.name), email=member.email, name=member.name, actor=None
    )


def story(number: int) -> str:
    """How a member's dues stand: good, late, lapsed, left or candidate."""
    # 37 and 100 have no common divisor: a hundred members in a row get a hundred different places, well mixed.
    place = number * 37 % 100
    for story, share in [
        ("left", LEFT),
        ("lapsed", LAPSED),
        ("late", LATE),
        ("candidate", CANDIDATE),
    ]:
        if place < share:
            return story
        place -= share
    return "good"


def _dues(cast: Cast, member: Member, story: str) -> None:
    """Open and pay the dues of a member, or leave them unpaid as `story` says."""
    if story == "candidate":
        return
    months_ago = {"late": 14, "lapsed": 22, "left": 16}.get(story, cast.dice.randint(0, 10))
    if story == "late":
        months_ago = 12 + cast.dice.randint(1, 4)
    starts_on = cast.today - relativedelta(months=months_ago, days=cast.dice.randint(0, 20))
    _paid_year(cast, member, starts_on)
    if story == "left":
        record_departure(member, on=cast.today - relativedelta(months=3), actor=None)
    if story == "late":
        plan = _plan(member)
        open_dues_period(
            member,
            plan=plan,
            starts_on=starts_on + relativedelta(years=1),
            amount=plan.advised,
            actor=None,
        )


def _paid_year(cast: Cast, member: Member, starts_on: date) -> None:
    organisation = member.kind == MemberKind.ORGANISATION
    plan = _plan(member)
    amount = (
        plan.advised if organisation else Decimal(cast.dice.choice([5, 10, 15, 15, 15, 20, 30]))
    )
    period = open_dues_period(
        member, plan=plan, starts_on=starts_on, amount=max(amount, plan.minimum), actor=None
    )
    confirm_dues_paid(
        period, paid_on=min(starts_on + relativedelta(days=3), cast.today), actor=None
    )


def _plan(member: Member) -> DuesPlan:
    organisation = member.kind == MemberKind.ORGANISATION
    return DuesPlan.objects.get(name="Association" if organisation else "Cotisation")
