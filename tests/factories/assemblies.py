from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from coin.members.models import Assembly, Member
from tests.factories.members import DuesPeriodFactory, MemberFactory


class AssemblyFactory(DjangoModelFactory[Assembly]):
    """One to come, of which the members know."""

    class Meta:
        model = Assembly

    title = "Assemblée générale"
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))
    place = "Maison des associations, Lyon"
    agenda = "1. Rapport moral\n2. Comptes"
    called_at = factory.LazyFunction(timezone.now)


def voter(member: Member | None = None) -> Member:
    """A member whose dues are paid for long enough to vote."""
    today = timezone.localdate()
    period = DuesPeriodFactory.create(
        member=member or MemberFactory.create(),
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=300),
        paid_on=today - timedelta(days=30),
    )
    return period.member
