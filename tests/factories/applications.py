from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from coin.members.enums import ApplicationState, MemberKind
from coin.members.models import Application
from tests.factories.members import DuesPlanFactory


class ApplicationFactory(DjangoModelFactory[Application]):
    """A person whose e-mail is confirmed, and who waits for the volunteers."""

    class Meta:
        model = Application

    token = factory.Sequence(lambda n: f"{n:064x}")
    state = ApplicationState.SUBMITTED
    kind = MemberKind.PERSON
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Lefort{n}")
    email = factory.Sequence(lambda n: f"candidate{n}@example.org")
    plan = factory.SubFactory(DuesPlanFactory)
    amount = Decimal("15.00")
    search_text = factory.LazyAttribute(
        lambda one: f"dominique {one.last_name.lower()} {one.email}"
    )
