from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from coin.members import search_text
from coin.members.models import (
    DuesPeriod,
    DuesPlan,
    Member,
    Representative,
    Seat,
    User,
    WorkingGroup,
)

PASSWORD = "le mot de passe des tests"


@cache
def hashed_password() -> str:
    """The password's hash, made once: hashing is slow on purpose."""
    return make_password(PASSWORD)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    login = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.login}@example.org")
    name = factory.LazyAttribute(lambda user: user.login.title())
    password = factory.LazyFunction(hashed_password)


class MemberFactory(DjangoModelFactory[Member]):
    class Meta:
        model = Member

    # Far above the numbers that tests choose themselves (42, 4242): they never meet.
    number = factory.Sequence(lambda n: n + 10_001)
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Martin{n}")
    email = factory.LazyAttribute(lambda member: f"member{member.number}@example.org")
    street = "3 rue des Lilas"
    postal_code = "69001"
    city = "Lyon"
    joined_on = date(2024, 1, 15)

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        # Found as the services would have it, so that lists can be searched.
        return {"search_text": search_text.of(Member(**kwargs)), **kwargs}


class RepresentativeFactory(DjangoModelFactory[Representative]):
    class Meta:
        model = Representative

    member = factory.SubFactory(MemberFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = date(2024, 1, 15)


class DuesPlanFactory(DjangoModelFactory[DuesPlan]):
    class Meta:
        model = DuesPlan
        django_get_or_create = ("name",)

    name = "Standard"
    minimum = Decimal("1.00")
    advised = Decimal("15.00")


class DuesPeriodFactory(DjangoModelFactory[DuesPeriod]):
    class Meta:
        model = DuesPeriod

    member = factory.SubFactory(MemberFactory)
    plan = factory.SubFactory(DuesPlanFactory)
    starts_on = date(2026, 1, 1)
    ends_on = date(2027, 1, 1)
    amount = Decimal("15.00")


class WorkingGroupFactory(DjangoModelFactory[WorkingGroup]):
    class Meta:
        model = WorkingGroup

    slug = factory.Sequence(lambda n: f"group{n}")
    name = factory.LazyAttribute(lambda group: group.slug.title())
    capabilities = factory.LazyFunction(list)


class SeatFactory(DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    group = factory.SubFactory(WorkingGroupFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = date(2025, 1, 1)
    ends_on = date(2030, 1, 1)
